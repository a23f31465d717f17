//! What a branch does step by step: admissions, decisions, evaluation, rectification, help, publication.

use facts::Day;

use super::Content::{Flag, Many, Money, Nothing, Number, One, OneOf, OwnPeriod, Text};
use super::steps::Fault::{Delays, Ends, Hastens, LeavesOut, Spoils};
use super::steps::{Case, Procedure, step};
use super::{Content, Fields, Keeper};
use crate::demonstration::branch::{Branch, Entering, Member, Sort};
use crate::demonstration::names;
use crate::demonstration::window::working_day_until;

/// What a branch does every year.
struct Yearly {
    procedure: Procedure,
    /// The field that tells cases apart; none where the year does.
    called: Option<&'static str>,
    names: &'static [&'static str],
    /// The days of the year on which cases are begun, or some days later.
    begins: &'static [i32],
    /// The step that is a record of another kind: it has its day, and nobody came so far without it.
    is: Option<(&'static str, &'static str)>,
}

pub(super) fn branch(keeper: &mut Keeper<'_>, branch: &Branch) {
    for yearly in YEARLY {
        for year in keeper.window.years() {
            for (at, begins) in yearly.begins.iter().enumerate() {
                let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
                let begins = first.plus_days(begins + keeper.random.between(0, 12));
                let name = keeper.random.pick(yearly.names);
                let called = yearly.called.map(|field| (field, format!("{year}年第{}项：{name}", at + 1)));
                if keeper.happens(begins) {
                    let yet_to_come = keeper.window.today.plus_days(NOT_YET);
                    let day_of = |kind| keeper.book.day_of(kind, year).unwrap_or(yet_to_come);
                    let known: Vec<(&str, Day)> =
                        yearly.is.map(|(step, kind)| (step, day_of(kind))).into_iter().collect();
                    keeper.proceed(&yearly.procedure, &Case { begins, called, known: &known, person: None });
                }
            }
        }
    }
    admissions(keeper, branch);
    unreviewed(keeper, branch);
    extension(keeper, branch);
    projects(keeper, branch);
}

/// So long from today that a step that comes before its time has not been taken either.
const NOT_YET: i32 = 60;

/// Those who were admitted while we look on, and somebody whose case is under way.
fn admissions(keeper: &mut Keeper<'_>, branch: &Branch) {
    for member in branch.members.iter().filter(|member| member.how == Entering::Admitted) {
        let full = member.person.full_on.map(|day| ("full-meeting", day));
        let known: Vec<(&str, Day)> = [Some(("accepted", member.from)), full].into_iter().flatten().collect();
        admission(keeper, branch, &member.person.name, member.from.plus_days(BEFORE_ACCEPTED), &known);
    }
    if !matches!(branch.sort, Sort::Retired | Sort::Temporary) {
        let woman = keeper.random.percent(40);
        let born = keeper.window.today.year() - keeper.random.between(24, 38);
        let name = names::name(keeper.random, woman, born);
        let begins = keeper.window.today.plus_days(-keeper.random.between(5, 1_250));
        admission(keeper, branch, &name, begins, &[]);
    }
}

/// An application that was made before the branch stood was made elsewhere, and the case with it.
fn admission(keeper: &mut Keeper<'_>, branch: &Branch, name: &str, begins: Day, known: &[(&'static str, Day)]) {
    if branch.stands(begins) {
        let called = Some(("applicant", name.to_owned()));
        keeper.proceed(&ADMISSION, &Case { begins, called, known, person: None });
    }
}

/// In one branch nobody looked after an activist for a year and more.
fn unreviewed(keeper: &mut Keeper<'_>, branch: &Branch) {
    let begins = keeper.window.today.plus_days(-600);
    if branch.number == 10 && branch.stands(begins) {
        let called = Some(("applicant", names::name(keeper.random, false, begins.year() - 30)));
        keeper.with_slips(100, |keeper| {
            keeper.proceed(&UNREVIEWED, &Case { begins, called, known: &[], person: None });
        });
    }
}

/// In one unit somebody's probation was extended: in one branch of its headquarters as it should be, in the other
/// the meeting could not wait for the half-year.
fn extension(keeper: &mut Keeper<'_>, branch: &Branch) {
    if branch.number % 6 != 1 || branch.sort != Sort::Headquarters {
        return;
    }
    let over = working_day_until(keeper.window.today.plus_days(-40));
    let name = names::name(keeper.random, true, over.year() - 27);
    admission(keeper, branch, &name, over.plus_days(-1_500), &[("full-meeting", over)]);
    keeper.with_slips(if branch.number == 1 { 0 } else { 100 }, |keeper| {
        let called = Some(("applicant", name));
        let known = &[("extension-over", over)];
        keeper.proceed(&EXTENSION, &Case { begins: over.plus_days(-200), called, known, person: None });
    });
}

/// Each leader looks after a project each year; in one unit something goes wrong with every project, and the last of
/// its leaders never took one.
fn projects(keeper: &mut Keeper<'_>, branch: &Branch) {
    let hasty = branch.number % 6 == 4;
    let leaders: Vec<&Member> = branch.members.iter().filter(|member| member.person.leader).collect();
    let taking = leaders.len().saturating_sub(usize::from(hasty));
    for year in keeper.window.years() {
        let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
        for leader in leaders.iter().take(taking) {
            let begins = first.plus_days(keeper.random.between(15, 60));
            let works = keeper.random.pick(&["保障房建设", "老旧小区改造", "跨江大桥", "污水管网", "智慧工地"]);
            let called = Some(("project", format!("{year}年{works}项目（{}）", leader.person.name)));
            let person = Some(("leader", leader.person.id));
            if leader.belongs(begins) {
                keeper.with_slips(if hasty { 100 } else { 4 }, |keeper| {
                    keeper.proceed(&PROJECT, &Case { begins, called, known: &[], person });
                });
            }
        }
    }
}

/// As long as the steps up to the members' meeting can take.
const BEFORE_ACCEPTED: i32 = -770;

const ADMISSION: Procedure = Procedure {
    kind: "admission-step",
    fields: &[],
    steps: &[
        step("applied", (0, 0), &[("document", Text(&["入党申请书"]))]),
        step("talked", (7, 25), BY_SECRETARY),
        step("activist", (150, 200), &[]),
        step("activist-filed", (3, 10), &[]),
        step("mentors", (0, 3), &[("mentors", Number(1, 2))]).slipping(&[("mentors", Number(3, 3))]),
        step("cultivated", (85, 95), REVIEW),
        step("cultivated", (140, 150), REVIEW),
        step("candidate", (145, 175), &[]),
        step("candidate-filed", (3, 10), &[]),
        step("sponsors", (0, 4), &[("sponsors", Number(2, 2))]).slipping(&[("sponsors", Number(1, 1))]),
        step("vetted", (5, 20), &[("document", Text(&["政治审查综合报告"]))]),
        // As much as a record of one day can hold.
        step("trained", (5, 20), &[("hours", Number(24, 24))]).slipping(&[("hours", Number(12, 16))]),
        step("reviewed", (3, 10), &[]),
        step("pre-reviewed", (5, 20), &[]),
        step("form-filled", (2, 8), &[("document", Text(&["入党志愿书"]))]),
        step("accepted", (3, 12), &[]),
        step("superior-talked", (5, 20), &[]),
        step("approved", (5, 30), &[]),
        step("filed-higher", (3, 12), &[]),
        step("placed", (2, 8), &[]),
        step("oath", (5, 20), &[]),
        step("probation", (110, 140), &[]),
        step("full-applied", (90, 120), &[]),
        step("full-meeting", (145, 160), &[]),
        step("full-approved", (10, 40), &[]),
        step("archived", (3, 15), &[]),
    ],
    faults: &[
        Delays("talked", 30),
        Hastens("candidate", 90),
        LeavesOut("activist-filed"),
        LeavesOut("vetted"),
        LeavesOut("trained"),
        Ends("cultivated", "ended"),
    ],
};

const UNREVIEWED: Procedure = Procedure { faults: &[LeavesOut("cultivated")], ..ADMISSION };

const REVIEW: Fields = &[("document", Text(&["入党积极分子考察表"]))];
const BY_SECRETARY: Fields = &[("by", Text(&["支部书记"]))];

const EXTENSION: Procedure = Procedure {
    kind: "admission-step",
    fields: &[],
    steps: &[step("extended", (0, 0), &[]), step("extension-over", (200, 200), &[])],
    faults: &[Delays("extended", 60)],
};

const PROJECT: Procedure = Procedure {
    kind: "linked-project",
    fields: &[],
    steps: &[
        step(
            "chosen",
            (0, 0),
            &[
                ("duties", Text(&["协调征拆、督导安全质量"])),
                ("timetable", Text(&["按季度分解节点"])),
                ("roadmap", Text(&["选定、推进、验收三步走"])),
            ],
        )
        .slipping(&[("roadmap", Nothing)]),
        step("moved", (40, 110), &[]),
        step("finished", (60, 150), &[]),
    ],
    faults: &[Delays("moved", 90), LeavesOut("moved")],
};

const YEARLY: &[Yearly] = &[
    Yearly {
        procedure: Procedure {
            kind: "decision-step",
            fields: &[("type", OneOf(&["major", "interests", "concern"]))],
            steps: &[
                step("heard", (0, 0), &[]),
                step("deliberated", (2, 8), &[]),
                step("proposed", (2, 8), &[]),
                step("decided", (3, 15), &[]),
                step("checked", (20, 65), &[]),
                step("published", (2, 12), &[]),
            ],
            faults: &[LeavesOut("heard"), LeavesOut("deliberated"), Delays("checked", 60), LeavesOut("published")],
        },
        called: Some("matter"),
        names: &["困难职工补助发放", "评先推优人选", "活动经费使用", "职工宿舍改善", "夜班补贴调整"],
        begins: &[30, 150, 260],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "matter-step",
            fields: &[],
            steps: &[
                step("reported", (0, 0), &[("to", Text(&["上级党委"]))]).slipping(&[("to", Nothing)]),
                step("happened", (5, 30), &[]),
            ],
            faults: &[Hastens("happened", 40), LeavesOut("reported")],
        },
        called: Some("matter"),
        names: &["发展党员计划", "支部换届安排", "开展联合主题党日", "处理党员违纪线索", "外出学习考察"],
        begins: &[50, 180, 250],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "publication-step",
            fields: &[],
            steps: &[
                step("reviewed", (0, 0), &[("by", Text(&["支部宣传委员", "项目书记"]))]),
                step("published", (0, 4), &[]),
            ],
            faults: &[LeavesOut("reviewed"), Hastens("published", 8)],
        },
        called: Some("title"),
        names: &["主题党日侧记", "一线党员风采", "节点攻坚简讯", "暖心慰问在行动"],
        begins: &[25, 110, 200, 290],
        is: None,
    },
    // Problems raised at the organisational-life meetings of summer and winter, and in keeping to policies.
    Yearly {
        procedure: Procedure { fields: &[("source", One("life-meeting"))], ..PROBLEM },
        called: Some("problem"),
        names: &["学习不够系统", "联系群众不够经常", "谈心谈话走过场", "党员作用发挥不均衡"],
        begins: &[15, 168, 178, 322],
        is: None,
    },
    Yearly {
        procedure: Procedure { fields: &[("source", One("policies"))], ..PROBLEM },
        called: Some("problem"),
        names: &["制度条文过于笼统", "流动党员难以参加活动", "积分评定标准不一"],
        begins: &[60, 240],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "need-step",
            fields: &[],
            steps: &[step("found", (0, 0), &[]), step("helped", (3, 22), HELP)],
            faults: &[Delays("helped", 40), LeavesOut("helped")],
        },
        called: Some("need"),
        names: &["党员患病住院", "家中受灾", "子女就学困难", "老党员独居"],
        begins: &[10, 190, 280],
        is: None,
    },
    Yearly {
        procedure: Procedure { fields: &[("scope", One("working"))], ..SELF_CHECK },
        called: None,
        names: &[],
        begins: &[45],
        is: None,
    },
    Yearly {
        procedure: Procedure { fields: &[("scope", One("policies"))], ..SELF_CHECK },
        called: None,
        names: &[],
        begins: &[62],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "evaluation-step",
            fields: &[("year", OwnPeriod)],
            steps: &[
                step("mobilised", (0, 0), &[]),
                step("summed-up", (4, 6), &[]),
                step("first-review", (3, 5), &[]),
                step("meeting", (3, 6), &[("meeting-steps", ALL_STEPS), ("secret-vote", Flag(true))])
                    .slipping(&[("meeting-steps", Many(&["self", "branch", "vote"])), ("secret-vote", Flag(false))]),
                step("rated", (2, 5), &[]),
            ],
            faults: &[LeavesOut("first-review"), Hastens("rated", 12)],
        },
        called: None,
        names: &[],
        // The meeting comes in November.
        begins: &[280],
        is: Some(("meeting", "democratic-evaluation")),
    },
    Yearly {
        procedure: Procedure {
            kind: "life-meeting-step",
            fields: &[],
            steps: &[
                step("submitted", (0, 0), &[]),
                step("answered", (1, 4), &[]),
                step("held", (11, 16), &[]),
                step("filed", (3, 11), &[]),
            ],
            faults: &[LeavesOut("answered"), Hastens("held", 7), LeavesOut("filed")],
        },
        called: Some("meeting"),
        names: &["组织生活会", "专题组织生活会"],
        begins: &[140],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "duty-report-step",
            fields: &[],
            steps: &[
                step("prepared", (0, 0), &[]),
                step("to-members", (3, 8), &[]),
                step("rated-by-members", (0, 1), &[("rating", Text(&["好", "较好"]))]),
                step("to-superior", (3, 8), &[]),
                step("rated-by-superior", (0, 1), &[("rating", Text(&["好", "较好"]))]),
                step("used", (3, 8), &[]),
            ],
            faults: &[LeavesOut("rated-by-members"), LeavesOut("rated-by-superior"), LeavesOut("prepared")],
        },
        called: Some("report"),
        names: &["书记双述双评"],
        begins: &[275],
        is: None,
    },
    Yearly {
        procedure: Procedure {
            kind: "venue-step",
            fields: &[("class", OneOf(&["insufficient", "lacking"]))],
            steps: &[
                step("classified", (0, 0), &[]),
                step("planned", (10, 60), &[("plan", Text(&["与工会共用职工之家", "年内添置投影和桌椅"]))]),
                step("begun", (10, 30), &[]),
                step("built", (5, 20), &[]),
                step("finished", (10, 40), &[]),
            ],
            faults: &[LeavesOut("planned"), Delays("planned", 60), Spoils("built", "class", One("adequate"))],
        },
        called: Some("venue"),
        names: &["党员活动室", "项目部会议室"],
        begins: &[45],
        is: None,
    },
];

const ALL_STEPS: Content = Many(&["self", "mutual", "branch", "superior", "vote"]);
const HELP: Fields = &[("manner", OneOf(&["visit", "paired", "relief"])), ("amount", Money(300, 2_000))];

const PROBLEM: Procedure = Procedure {
    kind: "problem-step",
    fields: &[],
    steps: &[
        step("raised", (0, 0), &[]),
        step("planned", (3, 20), &[("measure", Text(&["列出清单，按月销号"])), ("responsible", Text(&["支部书记"]))]),
        step("solved", (20, 80), &[]),
    ],
    faults: &[Delays("planned", 35), LeavesOut("planned"), LeavesOut("solved")],
};

const SELF_CHECK: Procedure = Procedure {
    kind: "self-check",
    fields: &[],
    steps: &[step("listed", (0, 0), &[]), step("planned", (10, 30), PLAN), step("done", (30, 60), &[])],
    faults: &[LeavesOut("planned"), LeavesOut("done")],
};

const PLAN: Fields = &[
    ("targets", Text(&["年底前全部销号"])),
    ("measures", Text(&["逐条明确措施和路线图"])),
    ("timetable", Text(&["每季度调度一次"])),
    ("responsible", Text(&["支部委员按分工负责"])),
];
