//! Signing in to a meeting: the code on the wall, old codes, what is asked for, and the record that comes of it.

use office::FactId;
use office::access::WriteRecord;
use office::live::Live;

use crate::support::{Answer, Served, clock, forward_seconds, served};

/// A meeting that the recorder opened: its address below the branch, and its id.
struct Opened {
    recorder: String,
    home: String,
    id: String,
}

impl Opened {
    fn at(&self, rest: &str) -> String {
        format!("{}meetings/{}{rest}", self.home, self.id)
    }
}

async fn open(served: &Served) -> Opened {
    let recorder = served.token_of("zuzhi").await;
    let home = served.home_of(&recorder).await;
    let typed = [("kind", "members-meeting"), ("day", "2026-06-30"), ("title", "讨论半年总结"), ("calls", "")];
    let opened = served.post(&recorder, &format!("{home}meetings"), &typed).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let id = opened.header("location").unwrap().rsplit('/').next().unwrap().to_owned();
    Opened { recorder, home, id }
}

/// The code that is on the wall now, as whoever keeps the record may see it.
async fn code(served: &Served, opened: &Opened) -> String {
    let live = Live::of(served.demonstration.read().await).await.unwrap();
    let visitor = live.signed_in(&opened.recorder, clock()).await.unwrap().unwrap().visitor;
    let organisation = opened.home.split('/').nth(2).unwrap().parse().unwrap();
    let allowed = live.allow::<WriteRecord>(&visitor, organisation).unwrap();
    let id: FactId = opened.id.parse().unwrap();
    let (_, code) = live.wall(&allowed, id, clock()).await.unwrap().unwrap();
    live.close().await;
    code
}

fn pass_in(answer: &Answer) -> String {
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let pass = cookies.filter_map(|(_, cookie)| cookie.strip_prefix("wuhua-here=")).next();
    pass.unwrap_or_else(|| panic!("no pass: {answer:?}")).split(';').next().unwrap().to_owned()
}

async fn get(served: &Served, token: &str, pass: &str, path: &str) -> Answer {
    served.send("GET", path, &[("Cookie", &format!("wuhua={token}; wuhua-here={pass}"))], "").await
}

async fn sign(served: &Served, opened: &Opened, token: &str, pass: &str) -> Answer {
    let cookie = format!("wuhua={token}; wuhua-here={pass}");
    served.send("POST", &opened.at("/here"), &[("Cookie", &cookie), ("Sec-Fetch-Site", "same-origin")], "").await
}

#[test]
fn whoever_scans_the_wall_is_there_with_one_touch() {
    served(async |served| {
        let opened = open(&served).await;
        let wall = served.get(&opened.recorder, &opened.at("/wall")).await;
        wall.says(&["<svg class=\"qr\"", "应到", "到会有表决权人数", "还差"]);
        let member = served.token_of("dangyuan").await;
        let scanned = get(&served, &member, "", &opened.at(&format!("/here/{}", code(&served, &opened).await))).await;
        assert_eq!(scanned.status, 200, "{}", scanned.body);
        scanned.says(&["讨论半年总结", "，到会</button>"]);
        let pass = pass_in(&scanned);
        for _ in 0..2 {
            sign(&served, &opened, &member, &pass).await.says(&["您已经签到"]);
        }
        let list = served.get(&opened.recorder, &opened.at("")).await;
        list.says(&["扫码", "<dt>到会</dt><dd>1</dd>"]);
        served.get(&member, &format!("{}meetings", opened.home)).await.says(&["讨论半年总结", "到会"]);
    });
}

#[test]
fn an_old_code_is_refused_and_says_what_to_do_and_who_came_in_time_has_time_to_sign_in() {
    served(async |served| {
        let opened = open(&served).await;
        let member = served.token_of("dangyuan").await;
        let address = opened.at(&format!("/here/{}", code(&served, &opened).await));
        // Nobody is signed in on that phone.
        let away = served.send("GET", &address, &[], "").await;
        assert_eq!(away.status, 303);
        assert!(away.header("location").unwrap().starts_with("/sign-in?next=%2Fo%2F"), "{away:?}");
        let pass = pass_in(&away);
        forward_seconds(10);
        assert_eq!(get(&served, &member, "", &address).await.status, 200, "the one before is still taken");
        forward_seconds(60);
        for (token, with) in [(member.as_str(), ""), ("", ""), (member.as_str(), "0-00"), (member.as_str(), "x")] {
            let old = get(&served, token, with, &address).await;
            assert_eq!(old.status, 422, "{}", old.body);
            old.says(&["这个码已经过时，没有签到", "再扫一次"]);
        }
        assert_eq!(get(&served, &member, &pass, &address).await.status, 200, "came in time and signed in since");
        assert_eq!(sign(&served, &opened, &member, "").await.status, 422);
        let elsewhere = served.token_of("danwei").await;
        assert_eq!(get(&served, &elsewhere, &pass, &address).await.status, 403, "no member here");
        forward_seconds(300);
        assert_eq!(sign(&served, &opened, &member, &pass).await.status, 422, "five minutes are over");
        for guess in ["", "00", "0000000000000000", "zz", "讨论"] {
            let guessed = get(&served, &member, "", &opened.at(&format!("/here/{guess}x"))).await;
            assert_eq!(guessed.status, 422, "{guess}");
        }
    });
}

#[test]
fn what_somebody_asks_for_waits_for_the_recorder_and_only_the_recorder_reads_why() {
    served(async |served| {
        let opened = open(&served).await;
        let member = served.token_of("dangyuan").await;
        let ask = opened.at("/ask");
        let refused = served.post(&member, &ask, &[("state", "remote"), ("reason", " ")]).await;
        assert_eq!(refused.status, 422);
        refused.says(&["应写明事由"]);
        served
            .post(&member, &ask, &[("state", "present"), ("reason", "想签到")])
            .await
            .says(&["应选“线上参加”或“请假”"]);
        served.post(&member, &ask, &[("state", "remote"), ("reason", "在外地出差")]).await.says(&["等他同意"]);
        let list = served.get(&opened.recorder, &opened.at("")).await;
        list.says(&["在外地出差", "申请", "<dt>线上</dt><dd>0</dd>"]);
        for (role, path) in [("zuzhi", "/wall"), ("ducha", ""), ("jituan", "/wall")] {
            let answer = served.get(&served.token_of(role).await, &opened.at(path)).await;
            assert!(!answer.body.contains("在外地出差"), "{role}");
        }
        let person = list.body.split("在外地出差").next().unwrap().rsplit("was-why-").next().unwrap().to_owned();
        let person = person.split('"').next().unwrap();
        let (state, was, why, was_why) =
            (format!("state-{person}"), format!("was-{person}"), format!("why-{person}"), format!("was-why-{person}"));
        let marks = [(&*state, "remote"), (&*was, "waiting"), (&*why, "在外地出差"), (&*was_why, "在外地出差")];
        assert_eq!(served.post(&opened.recorder, &opened.at("/mark"), &marks).await.status, 303);
        served.get(&opened.recorder, &opened.at("")).await.says(&["<dt>线上</dt><dd>1</dd>", "手工"]);
        // What is as it was shown is not marked again: somebody else may have signed in since.
        let untouched = [(&*state, "waiting"), (&*was, "waiting"), (&*why, ""), (&*was_why, "")];
        served.post(&opened.recorder, &opened.at("/mark"), &untouched).await;
        served.get(&opened.recorder, &opened.at("")).await.says(&["<dt>线上</dt><dd>1</dd>"]);
        assert_eq!(served.post(&member, &opened.at("/mark"), &marks).await.status, 403);
    });
}

#[test]
fn the_record_of_a_meeting_begins_with_the_list_and_ends_the_sign_in() {
    served(async |served| {
        let opened = open(&served).await;
        let member = served.token_of("dangyuan").await;
        let scanned = get(&served, &member, "", &opened.at(&format!("/here/{}", code(&served, &opened).await))).await;
        sign(&served, &opened, &member, &pass_in(&scanned)).await.says(&["您已经签到"]);
        let address = format!("{}records/members-meeting/new", opened.home);
        let form = served.get(&opened.recorder, &format!("{address}?of={}", opened.id)).await;
        form.says(&[&format!("name=\"id\" value=\"{}\"", opened.id), "讨论半年总结", "value=\"2026-06-30\""]);
        let chosen = |state: &str| form.body.matches(&format!("<option value=\"{state}\" selected>")).count();
        assert_eq!(chosen("present"), 1);
        assert!(chosen("absent") > 3);
        let people = form.body.split("name=\"presence-attendee-").skip(1);
        let listed: Vec<(String, &str)> = people
            .map(|rest| {
                let state = if rest.split("</select>").next().unwrap().contains("value=\"present\" selected") {
                    "present"
                } else {
                    "absent"
                };
                (format!("presence-attendee-{}", rest.split('"').next().unwrap()), state)
            })
            .collect();
        let mut typed: Vec<(&str, &str)> = listed.iter().map(|(name, state)| (name.as_str(), *state)).collect();
        typed.extend([("id", opened.id.as_str()), ("first", "2026-06-30"), ("field-subject", "讨论半年总结")]);
        let done = served.post(&opened.recorder, &address, &typed).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let record =
            served.get(&opened.recorder, &format!("{}records/members-meeting/{}", opened.home, opened.id)).await;
        record.says(&["<dt>实到人数</dt><dd class=\"text\">1人</dd>", "讨论半年总结"]);
        for path in ["", "/wall"] {
            assert_eq!(served.get(&opened.recorder, &opened.at(path)).await.status, 404, "{path}");
        }
        let gone = served.get(&opened.recorder, &format!("{address}?of={}", opened.id)).await;
        assert_eq!(gone.status, 404);
        assert_eq!(served.post(&opened.recorder, &address, &typed).await.status, 200, "sent twice is one record");
    });
}

/// A branch of the unit that has Party groups; small ones have none.
async fn divided_branch(served: &Served, office: &str) -> String {
    let home = served.home_of(office).await;
    let overview = served.get(office, &format!("{home}overview")).await;
    let links = overview.body.split("href=\"/o/").skip(1).filter_map(|rest| rest.split_once("/\""));
    for (branch, _) in links {
        let home = format!("/o/{branch}/");
        if served.get(office, &format!("{home}members")).await.body.contains("<h2>党小组</h2>") {
            return home;
        }
    }
    panic!("no branch has groups: {}", overview.body)
}

#[test]
fn a_committee_meeting_calls_the_committee_and_a_group_meeting_asks_which_group() {
    served(async |served| {
        let recorder = served.token_of("zuzhi").await;
        let address = format!("{}meetings", served.home_of(&recorder).await);
        let typed =
            |kind: &'static str, day: &'static str| [("kind", kind), ("day", day), ("title", ""), ("calls", "")];
        let office = served.token_of("danwei").await;
        let divided = format!("{}meetings", divided_branch(&served, &office).await);
        served.post(&office, &divided, &typed("group-meeting", "2026-06-30")).await.says(&["要选是哪个党小组"]);
        served.post(&recorder, &address, &typed("members-meeting", "明天")).await.says(&["应为日期", "明天"]);
        served.post(&recorder, &address, &typed("members-meeting", "2027-06-30")).await.says(&["现在是 2027-06-30"]);
        served.post(&recorder, &address, &typed("dues-paid", "2026-06-30")).await.says(&["应选开什么会"]);
        let opened = served.post(&recorder, &address, &typed("committee-meeting", "2026-06-30")).await;
        let meeting = opened.header("location").unwrap().to_owned();
        served.get(&recorder, &meeting).await.says(&["支委会成员", "到会班子人数"]);
        assert_eq!(served.post(&recorder, &format!("{meeting}/drop"), &[]).await.status, 303);
        assert_eq!(served.get(&recorder, &meeting).await.status, 404);
    });
}

#[test]
fn a_code_that_was_scanned_without_network_is_taken_later_once_and_said_to_have_come_later() {
    served(async |served| {
        let opened = open(&served).await;
        let member = served.token_of("dangyuan").await;
        let scanned = opened.at(&format!("/here/{}", code(&served, &opened).await));
        forward_seconds(3 * 3600);
        assert_eq!(get(&served, &member, "", &scanned).await.status, 422, "with network it is too old");
        for guess in ["00", "0000000000000000", "zz"] {
            let guessed = served.post(&member, &opened.at(&format!("/here/{guess}")), &[]).await;
            assert_eq!(guessed.status, 422, "{guess}");
            guessed.says(&["class=\"refused\"", "扫到的码不是这次会的"]);
        }
        let elsewhere = served.token_of("danwei").await;
        assert_eq!(served.post(&elsewhere, &scanned, &[]).await.status, 403, "no member here");
        served.post(&member, &scanned, &[]).await.says(&["签到了"]);
        assert_eq!(served.post(&member, &scanned, &[]).await.status, 200, "sent twice it is one");
        let list = served.get(&opened.recorder, &opened.at("")).await;
        list.says(&["的码，没有网络，", "才送到", "<dt>到会</dt><dd>1</dd>"]);
    });
}

#[test]
fn what_comes_later_is_of_the_day_of_the_meeting_and_changes_nothing_that_was_marked_by_hand() {
    served(async |served| {
        let opened = open(&served).await;
        let member = served.token_of("dangyuan").await;
        forward_seconds(24 * 3600);
        // Sessions are over by then.
        let recorder = served.token_of("zuzhi").await;
        let tomorrow = Opened { recorder, home: opened.home.clone(), id: opened.id.clone() };
        let of_another_day = opened.at(&format!("/here/{}", code(&served, &tomorrow).await));
        let then = served.token_of("dangyuan").await;
        assert_eq!(served.post(&then, &of_another_day, &[]).await.status, 422);
        forward_seconds(-24 * 3600);
        let scanned = opened.at(&format!("/here/{}", code(&served, &opened).await));
        let list = served.get(&opened.recorder, &opened.at("")).await.body;
        let me = served.get(&member, &format!("{}me", opened.home)).await;
        let name = me.body.split("<h1>").nth(1).unwrap().split('<').next().unwrap().trim().to_owned();
        let row = list.split("<li").find(|row| row.contains(&name)).unwrap();
        let person = row.split("name=\"state-").nth(1).unwrap().split('"').next().unwrap();
        let (state, was) = (format!("state-{person}"), format!("was-{person}"));
        let marked = [(state.as_str(), "absent"), (was.as_str(), "waiting")];
        assert_eq!(served.post(&opened.recorder, &opened.at("/mark"), &marked).await.status, 303);
        let refused = served.post(&member, &scanned, &[]).await;
        assert_eq!(refused.status, 422);
        refused.says(&["记录人已经把您记成没有到会场"]);
        served.post(&opened.recorder, &opened.at("/drop"), &[]).await;
        assert_eq!(served.post(&member, &scanned, &[]).await.status, 422, "the meeting is over");
    });
}
