//! Tables as files: what the page shows, to whoever may see it, of the day that it is about.

use crate::support::served;

#[test]
fn every_page_with_a_table_gives_it_as_a_workbook_and_as_text_with_commas() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        for (path, headers) in [
            ("", "谁办,期限,条款,要求,期间,还要做什么"),
            ("standard", "条款,要求,组织,对象,期间,结果,期限,还缺什么,依据,补录"),
            ("rules/members-meeting-gap", "条款,要求,组织,对象,期间,结果,期限,还缺什么,依据,补录"),
            ("parameters", "参数,值,单位,自,依据,哪几条要求用它"),
            ("records", "种类,条数,最近"),
            ("records/members-meeting", "日期,"),
            ("members", "姓名,职务,党小组,类别,自何时在本支部,待办,未完成"),
            ("organisation", "职务,姓名,自何时"),
            ("cases", "条款,程序,组织,办什么,结果,进度,下一步,由谁办,期限,不合之处,已办的步骤"),
        ] {
            let page = served.get(&token, &format!("{home}{path}")).await;
            page.says(&["导出", "file=xlsx", "file=csv"]);
            let commas = served.get(&token, &format!("{home}{path}?file=csv")).await;
            assert_eq!(commas.status, 200, "{path}");
            assert_eq!(commas.header("content-type"), Some("text/csv; charset=utf-8"), "{path}");
            assert!(commas.body.contains(&format!("\u{feff}{headers}")), "{path}: {}", commas.body);
            let book = served.get(&token, &format!("{home}{path}?file=xlsx")).await;
            assert_eq!(book.status, 200, "{path}");
            let disposition = book.header("content-disposition").unwrap();
            assert!(
                disposition.starts_with("attachment; filename=\"wuhua.xlsx\"; filename*=UTF-8''%E"),
                "{disposition}"
            );
            assert!(book.body.starts_with("PK"), "{path}");
        }
        let unknown = served.get(&token, &format!("{home}members?file=pdf")).await;
        assert_eq!(unknown.status, 400);
        unknown.says(&["应为 xlsx 或 csv，现在是“pdf”"]);
        assert_eq!(served.get(&token, &format!("{home}members?file=csv&table=7")).await.status, 404);
    });
}

#[test]
fn a_file_is_of_the_day_and_of_the_search_that_its_page_is_about() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        let rows = |body: &str| body.lines().filter(|line| line.contains("20")).count();
        let ledger = format!("{home}records/members-meeting");
        let now = served.get(&token, &format!("{ledger}?file=csv")).await;
        let page = served.get(&token, &format!("{ledger}?as-of=2026-01-31&known-at=2026-01-31")).await;
        page.says(&["members-meeting?as-of=2026-01-31&#38;known-at=2026-01-31&#38;file=csv"]);
        let then = served.get(&token, &format!("{ledger}?as-of=2026-01-31&known-at=2026-01-31&file=csv")).await;
        assert!(rows(&then.body) < rows(&now.body), "{}", then.body);
        // As of a day alone, what came later is not there either.
        let as_of = served.get(&token, &format!("{ledger}?as-of=2026-01-31&file=csv")).await;
        let is_later = |line: &&str| (2..=12).any(|month| line.contains(&format!("2026年{month}月")));
        assert_eq!(as_of.body.lines().filter(is_later).count(), 0, "{}", as_of.body);
        assert!(now.body.lines().filter(is_later).count() > 0, "{}", now.body);
        assert!(rows(&as_of.body) >= rows(&then.body), "{}", as_of.body);
        let none = served.get(&token, &format!("{ledger}?text=%E6%97%A0%E6%AD%A4%E4%BA%8B&file=csv")).await;
        assert_eq!(rows(&none.body), 0, "{}", none.body);
    });
}

#[test]
fn whoever_may_not_see_a_page_gets_no_file_of_it_and_talks_stay_closed() {
    served(async |served| {
        let secretary = served.token_of("shuji").await;
        let home = served.home_of(&secretary).await;
        let member = served.token_of("dangyuan").await;
        for path in ["", "standard", "records", "records/talk", "members", "organisation", "cases", "overview"] {
            let refused = served.get(&member, &format!("{home}{path}?file=csv")).await;
            assert_eq!(refused.status, 403, "{path}");
            let stranger = served.get("", &format!("{home}{path}?file=csv")).await;
            assert_eq!(stranger.status, 303, "{path}");
        }
        let own = served.get(&member, &format!("{home}me?file=csv")).await;
        assert_eq!(own.status, 200, "one's own page is one's own");
        assert_eq!(served.get(&secretary, "/settings/accounts?file=csv").await.status, 403);
        let accounts = served.get(&served.token_of("guanli").await, "/settings/accounts?file=csv").await;
        accounts.says(&["账号,角色,建立,状态", "guanli,管理员"]);
        // Nothing of a talk but that it took place, not even to those who may read it on its page.
        let talks = served.get(&secretary, &format!("{home}records/talk?file=csv")).await;
        assert_eq!(talks.status, 200);
        assert!(!talks.body.contains("谈话内容"), "{}", talks.body);
    });
}

#[test]
fn what_looks_like_a_formula_leaves_as_text() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let home = served.home_of(&token).await;
        let address = format!("{home}records/theme-day/new");
        let form = served.get(&token, &address).await;
        let id = form.body.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let field = form.body.split("<textarea name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("id", id.as_str()), ("first", "2026-06-20"), (field.as_str(), "=HYPERLINK(\"http://a\",\"b\")")];
        let done = served.post(&token, &address, &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let commas = served.get(&token, &format!("{home}records/theme-day?file=csv")).await;
        commas.says(&["\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\""]);
    });
}

#[test]
fn a_years_ledgers_are_one_page_for_paper() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let home = served.home_of(&token).await;
        served.get(&token, &format!("{home}records")).await.says(&["2026年台账", "2025年台账"]);
        let page = served.get(&token, &format!("{home}yearbook/2025")).await;
        page.says(&["2025年台账", "党员大会（", "data-print"]);
        // Of a year its days alone, the first on top.
        let days: Vec<&str> =
            page.body.split("<th scope=\"row\"><a href=\"").skip(1).filter_map(|row| row.split('>').nth(1)).collect();
        assert!(days.len() > 50 && days.iter().all(|day| day.contains("2025年")), "{days:?}");
        let of_one = |kind: &str| -> Vec<&str> {
            let after = page.body.split(&format!("<h2>{kind}（")).nth(1).unwrap().split("</section>").next().unwrap();
            after.split("<th scope=\"row\"><a href=\"").skip(1).filter_map(|row| row.split(['>', '<']).nth(1)).collect()
        };
        let meetings = of_one("党员大会");
        let months = meetings.iter().map(|day| day.split(['年', '月']).nth(1).unwrap().parse::<u8>().unwrap());
        assert!(meetings.len() > 3 && months.is_sorted(), "{meetings:?}");
        let file = served.get(&token, &format!("{home}yearbook/2025?file=xlsx")).await;
        assert_eq!(file.status, 200);
        assert_eq!(served.get(&token, &format!("{home}yearbook/x")).await.status, 404);
    });
}
