//! Numbers of the standard that the group's office sets: refused in words, in force from the next page on, taken back.

use crate::support::{Served, served};

/// What a member's class hours are asked for in a year, on the rule's page.
async fn hours(served: &Served, token: &str, home: &str) -> String {
    let page = served.get(token, &format!("{home}parameters")).await;
    let row = page.body.split("id=\"annual-class-hours\"").nth(1).and_then(|rest| rest.split("</tr>").next());
    row.unwrap_or_else(|| panic!("{}", page.body)).to_owned()
}

fn value<'a>(value: &'a str, from: &'a str, source: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("parameter", "annual-class-hours"), ("value", value), ("from", from), ("source", source)]
}

#[test]
fn a_number_is_set_for_everybody_from_a_day_on_and_taken_back() {
    served(async |served| {
        let (group, secretary) = (served.token_of("jituan").await, served.token_of("shuji").await);
        let (home, branch) = (served.home_of(&group).await, served.home_of(&secretary).await);
        let (address, back) = (format!("{home}parameters"), format!("{home}parameters/withdraw"));
        served.get(&group, &address).await.says(&["改一个参数"]);
        let short = served.get(&secretary, &format!("{branch}parameters")).await;
        assert!(!short.body.contains("改一个参数"), "{}", short.body);
        let rule = format!("{branch}rules/member-hours-short");
        let before = served.get(&secretary, &rule).await;
        let set = served.post(&group, &address, &value("200", "2024-01-01", "集团党委〔2024〕1号\"甲\"")).await;
        assert_eq!((set.status, set.header("location")), (303, Some(address.as_str())));
        for (token, home) in [(&group, &home), (&secretary, &branch)] {
            let row = hours(&served, token, home).await;
            assert!(row.contains("<strong>200学时</strong>") && row.contains("集团党委〔2024〕1号"), "{row}");
        }
        let after = served.get(&secretary, &rule).await;
        assert_ne!(after.body, before.body, "{}", after.body);
        let written = std::fs::read_to_string(served.demonstration.folder().join("overlay/parameters.md")).unwrap();
        let line = "值 \"200\" 自=\"2024-01-01\" 依据=\"集团党委〔2024〕1号\\\"甲\\\"（2026年6月30日在网页里改）\"";
        assert!(written.contains(line), "{written}");
        served.get(&group, "/settings/log").await.says(&["改了标准的参数", "从2024年1月1日起改为200学时"]);
        // Another value for the same day takes its place.
        served.post(&group, &address, &value("100", "2024-01-01", "集团党委〔2024〕2号")).await;
        served.get(&group, "/settings/log").await.says(&["原来是200学时，依据集团党委〔2024〕1号"]);
        let row = hours(&served, &group, &home).await;
        assert!(row.contains("<strong>100学时</strong>") && !row.contains("200"), "{row}");
        let day = [("parameter", "annual-class-hours"), ("from", "2024-01-01")];
        assert_eq!(served.post(&group, &back, &day).await.status, 303);
        assert!(!hours(&served, &group, &home).await.contains("100学时"));
        let gone = served.post(&group, &back, &day).await;
        assert_eq!(gone.status, 422);
        gone.says(&["可能已经撤回"]);
    });
}

#[test]
fn a_number_that_the_standard_does_not_allow_is_refused_with_what_was_typed() {
    served(async |served| {
        let group = served.token_of("jituan").await;
        let address = format!("{}parameters", served.home_of(&group).await);
        for (typed, said) in [
            (value("很多", "2026-01-01", "文件"), "现在是“很多”"),
            (value("40", "明年", "文件"), "现在是“明年”"),
            (value("40", "2026-01-01", " "), "应写明哪个文件"),
            (value("8", "2026-01-01", "文件"), "标准不允许这样改"),
            (value("92233720368547758.07", "2026-01-01", "文件"), "相差太多"),
            (value("0", "2026-01-01", "文件"), "相差太多"),
            (value("40", "2000-01-01", "文件"), "才有"),
            (
                vec![("parameter", "minutes-filed-within"), ("value", "7.5"), ("from", "2026-01-01"), ("source", "文")],
                "应是整数",
            ),
            (
                vec![("parameter", "no-such"), ("value", "1"), ("from", "2026-01-01"), ("source", "文件")],
                "应选一个参数",
            ),
        ] {
            let refused = served.post(&group, &address, &typed).await;
            assert_eq!(refused.status, 422, "{said}");
            refused.says(&[said]);
            if typed[0].1 == "annual-class-hours" {
                refused.says(&["value=\"annual-class-hours\" selected"]);
            }
        }
        for other in ["danwei", "shuji", "guanli", "ducha"] {
            let token = served.token_of(other).await;
            let refused = served.post(&token, &address, &value("40", "2026-01-01", "文件")).await;
            assert_eq!(refused.status, 403, "{other}");
        }
    });
}

#[test]
fn who_has_the_seat_of_the_group_below_its_top_has_no_say_in_the_standard() {
    served(async |served| {
        let (administrator, unit) = (served.token_of("guanli").await, served.token_of("danwei").await);
        let home = served.home_of(&unit).await;
        let organisation = home.trim_matches('/').rsplit('/').next().unwrap().to_owned();
        let wanted = [
            ("name", "jituan-2"),
            ("password", "七里香-码头-雨棚-1987"),
            ("role", "group-office"),
            ("organisation", organisation.as_str()),
        ];
        let refused = served.post(&administrator, "/settings/accounts", &wanted).await;
        assert_eq!(refused.status, 422);
        refused.says(&["应授权在最上面的组织", "jituan-2"]);
    });
}

#[test]
fn what_somebody_wrote_into_the_overlay_by_hand_is_not_touched() {
    served(async |served| {
        let directory = served.demonstration.folder();
        std::fs::create_dir(directory.join("overlay")).unwrap();
        let own =
            "# 本单位\n\n```kdl\n参数 annual-class-hours {\n    值 40 自=\"2025-01-01\" 依据=\"本单位通知\"\n}\n```\n";
        std::fs::write(directory.join("overlay/own.md"), own).unwrap();
        let group = served.token_of("jituan").await;
        let address = format!("{}parameters", served.home_of(&group).await);
        let refused = served.post(&group, &address, &value("48", "2026-01-01", "文件")).await;
        assert_eq!(refused.status, 422);
        refused.says(&["own.md"]);
        assert!(!directory.join("overlay/parameters.md").exists());
        // Nor is what stands under the name of the file that the page writes.
        let theirs = "# 本单位\n\n手写的。\n";
        std::fs::write(directory.join("overlay/parameters.md"), theirs).unwrap();
        let other =
            [("parameter", "minutes-filed-within"), ("value", "20"), ("from", "2026-01-01"), ("source", "文件")];
        let refused = served.post(&group, &address, &other).await;
        assert_eq!(refused.status, 422);
        refused.says(&["不是网页写的内容", "value=\"20\""]);
        assert_eq!(std::fs::read_to_string(directory.join("overlay/parameters.md")).unwrap(), theirs);
        std::fs::remove_file(directory.join("overlay/parameters.md")).unwrap();
        // A file that is wrong is told with the form, and what was typed is still there.
        std::fs::write(directory.join("overlay/broken.md"), "```kdl\n规则\n```\n").unwrap();
        let refused = served.post(&group, &address, &other).await;
        assert_eq!(refused.status, 422);
        refused.says(&["标准现在读不了", "value=\"20\""]);
        std::fs::remove_file(directory.join("overlay/broken.md")).unwrap();
        // Another parameter is set beside it, and the standard is then the one with both, which the log says.
        assert_eq!(served.post(&group, &address, &other).await.status, 303);
        let home = served.home_of(&group).await;
        assert!(hours(&served, &group, &home).await.contains("本单位通知"));
        served.get(&group, &address).await.says(&["20"]);
        served.get(&group, "/settings/log").await.says(&["同时采用了标准文件里手改过的内容"]);
    });
}
