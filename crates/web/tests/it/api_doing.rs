//! What programs do besides records: searching, questions over everybody, meetings, counts, files and books.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{branch_of, json as read, seat_of};
use crate::api_writing::meeting;
use crate::support::{Answer, Served, served};
use crate::tokens::{called, sent, sent_by, token_for};

const ALL: &[&str] = &["read", "record"];

async fn base_of(served: &Served, token: &str) -> String {
    format!("/api/v1/organisations/{}", branch_of(served, token).await)
}

async fn bytes_sent(served: &Served, token: &str, path: &str, body: &[u8]) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/octet-stream")];
    served.send_as(path, &headers, body).await
}

#[test]
fn words_are_found_as_on_the_page_and_what_was_said_in_a_talk_by_no_program() {
    served(async |served| {
        let (token, session) = (token_for(&served, "shuji", ALL).await, served.token_of("shuji").await);
        let base = base_of(&served, &token).await;
        let search = async |text: &str| called(&served, &token, &format!("{base}/search?text={text}")).await;
        let members = read(&called(&served, &token, &format!("{base}/members")).await);
        let person = |at: usize| members["items"][at]["person"].clone();
        let talk = json!({
            "id": "019a7b3e-5c1d-7000-8000-0000000000c2", "kind": "talk", "first": "2026-06-29",
            "values": { "gist": "想调回昆明" },
            "people": [{ "part": "speaker", "person": person(0) }, { "part": "partner", "person": person(1) }],
        });
        assert_eq!(sent(&served, &token, &format!("{base}/records"), &talk.to_string()).await.status, 201);
        served.get(&session, &format!("{}search?q=昆明", served.home_of(&session).await)).await.says(&["想调回"]);
        let found = search("%E6%98%86%E6%98%8E").await;
        assert_eq!(found.status, 200, "{}", found.body);
        assert_eq!(read(&found)["here"]["records"], json!([]), "what the vault keeps is for no program");
        let found = read(&search("%E5%85%9A%E8%AF%BE").await);
        assert!(!found["clauses"].as_array().unwrap().is_empty() && !found["here"]["records"][0]["id"].is_null());
        let short = search("%E5%85%9A").await;
        assert_eq!(short.status, 400);
        short.says(&["只有一个字"]);
    });
}

/// Asks until there is an answer.
async fn answered(served: &Served, token: &str, place: &str) -> Value {
    for _ in 0..600 {
        let found = read(&called(served, token, place).await);
        if found["progress"]["state"] != "waiting" {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{place}: no answer after a minute");
}

#[test]
fn a_question_over_everybody_is_asked_and_its_answer_fetched_by_whoever_asked() {
    served(async |served| {
        let (token, other) = (token_for(&served, "jituan", ALL).await, token_for(&served, "ducha", ALL).await);
        let base = format!("/api/v1/organisations/{}", seat_of(&served, &token).await);
        let parameters = read(&called(&served, &token, &format!("{base}/parameters")).await);
        let known = &parameters["parameters"].as_array().unwrap()[0];
        assert!(known["value"].is_string() && known["name"].is_string(), "{known}");
        let wrong = json!({ "settings": [{ "parameter": "no-such", "value": "1" }] });
        let refused = sent(&served, &token, &format!("{base}/what-if"), &wrong.to_string()).await;
        assert_eq!((refused.status, &read(&refused)["errors"][0]["pointer"]), (422, &json!("/settings")));
        let wanted = json!({ "settings": [{ "parameter": "minutes-filed-within", "value": "1" }] });
        let asked = sent(&served, &token, &format!("{base}/what-if"), &wanted.to_string()).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let place = asked.header("location").unwrap().to_owned();
        assert_eq!(called(&served, &other, &place).await.status, 404, "the answer is for who asked");
        let found = answered(&served, &token, &place).await;
        assert_eq!(found["progress"]["state"], "answered", "{found}");
        assert!(found["rules"].as_array().unwrap().iter().any(|rule| rule["findings"].as_u64() > Some(0)), "{found}");
        let wanted = json!({ "branches": 2, "records": 3, "seed": "2026 年中" });
        let drawn = async || {
            let asked = sent(&served, &token, &format!("{base}/samples"), &wanted.to_string()).await;
            assert_eq!(asked.status, 202, "{}", asked.body);
            answered(&served, &token, asked.header("location").unwrap()).await
        };
        let (one, again) = (drawn().await, drawn().await);
        assert_eq!(one["branches"].as_array().unwrap().len(), 2);
        assert_eq!(one["branches"], again["branches"], "the same seed draws the same");
    });
}

#[test]
fn a_meeting_is_called_marked_signed_in_to_and_becomes_a_record() {
    served(async |served| {
        let (token, member) = (token_for(&served, "zuzhi", ALL).await, token_for(&served, "dangyuan", ALL).await);
        let base = base_of(&served, &token).await;
        let list = format!("{base}/meetings");
        let id = "019a7b3e-5c1d-7000-8000-0000000000d1";
        let wanted = json!({ "id": id, "kind": "members-meeting", "day": "2026-06-30", "title": "年中" });
        for _ in 0..2 {
            let opened = sent(&served, &token, &list, &wanted.to_string()).await;
            assert_eq!(opened.status, 201, "{}", opened.body);
        }
        let other = json!({ "id": id, "kind": "members-meeting", "day": "2026-06-30", "title": "另一次" });
        assert_eq!(sent(&served, &token, &list, &other.to_string()).await.status, 409);
        assert_eq!(sent(&served, &member, &list, &wanted.to_string()).await.status, 403);
        let lines = read(&called(&served, &member, &list).await);
        assert_eq!((lines["meetings"].as_array().unwrap().len(), &lines["choices"]), (1, &Value::Null));
        let place = format!("{list}/{id}");
        assert_eq!(called(&served, &member, &place).await.status, 403, "the list is for who keeps the record");
        let code = read(&called(&served, &token, &format!("{place}/code")).await)["code"].as_str().unwrap().to_owned();
        let mine = format!("{place}/me");
        let wrong = sent(&served, &member, &mine, r#"{"state": "present", "code": "0000"}"#).await;
        assert_eq!(wrong.status, 409, "{}", wrong.body);
        let signed = sent(&served, &member, &mine, &json!({ "state": "present", "code": code }).to_string()).await;
        assert_eq!((signed.status, &read(&signed)["state"]), (200, &json!("present")), "{}", signed.body);
        let people = read(&called(&served, &token, &place).await)["people"].clone();
        let waiting = people.as_array().unwrap().iter().filter(|one| one["state"] == "waiting");
        let marks: Vec<Value> =
            waiting.map(|one| json!({ "person": one["person"], "state": "excused", "reason": "出差" })).collect();
        let marked = sent(&served, &token, &format!("{place}/marks"), &json!({ "marks": marks }).to_string()).await;
        let marked = read(&marked);
        assert_eq!((&marked["counts"]["present"], &marked["counts"]["waiting"]), (&json!(1), &json!(0)), "{marked}");
        assert!(marked["thresholds"].as_array().unwrap().iter().any(|one| one["found"] == 1), "{marked}");
        let looks_only = token_for(&served, "dangyuan", &["read"]).await;
        assert_eq!(sent(&served, &looks_only, &mine, r#"{"state": "remote", "reason": "x"}"#).await.status, 403);
        let record = meeting(&served, (&token, &branch_of(&served, &token).await), "d1").await;
        let written = sent(&served, &token, &format!("{base}/records"), &record.to_string()).await;
        assert_eq!(written.status, 201, "{}", written.body);
        assert_eq!(called(&served, &token, &place).await.status, 404, "the record takes its place");
        assert_eq!(sent(&served, &token, &list, &wanted.to_string()).await.status, 409, "the id stands for the record");
    });
}

#[test]
fn two_count_by_programs_and_see_each_others_figures_only_when_they_agree() {
    served(async |served| {
        let (token, member) = (token_for(&served, "zuzhi", ALL).await, token_for(&served, "dangyuan", ALL).await);
        let base = base_of(&served, &token).await;
        let id = "019a7b3e-5c1d-7000-8000-0000000000d2";
        let wanted = json!({ "id": id, "kind": "committee-elected", "day": "2026-06-30" });
        let opened = sent(&served, &token, &format!("{base}/meetings"), &wanted.to_string()).await;
        assert_eq!(opened.status, 201, "{}", opened.body);
        let meeting = format!("{base}/meetings/{id}");
        let place = format!("{meeting}/count");
        let me = async |token: &str| read(&called(&served, token, "/api/v1/me").await)["member"]["person"].clone();
        let tellers = [me(&token).await, me(&member).await];
        let shown = read(&called(&served, &token, &place).await);
        let others = shown["people"].as_array().unwrap().iter().map(|one| one["person"].clone());
        let candidates: Vec<Value> = others.filter(|one| !tellers.contains(one)).take(4).collect();
        let wanted = json!({ "tellers": tellers, "candidates": candidates, "seats": 3 });
        let own = json!({ "tellers": [candidates[0], tellers[1]], "candidates": candidates, "seats": 3 });
        let refused = sent_by(&served, &token, ("PUT", &place), &own.to_string()).await;
        assert_eq!(refused.status, 422);
        refused.says(&["候选人不能计票"]);
        let set_up = sent_by(&served, &token, ("PUT", &place), &wanted.to_string()).await;
        assert_eq!(set_up.status, 200, "{}", set_up.body);
        let lines = read(&set_up)["set_up"]["lines"].clone();
        let figures = |figure: i64| -> String {
            let lines = lines.as_array().unwrap().iter().map(|line| (line["key"].as_str().unwrap().to_owned(), figure));
            json!({ "figures": lines.collect::<std::collections::BTreeMap<String, i64>>() }).to_string()
        };
        let tell = format!("{place}/figures");
        assert_eq!(sent(&served, &token, &tell, &figures(2)).await.status, 200);
        let other = read(&sent(&served, &member, &tell, &figures(1)).await)["set_up"].clone();
        assert_eq!((&other["is_counted"], &other["is_settled"]), (&json!(true), &json!(false)), "{other}");
        assert!(
            other["lines"].as_array().unwrap().iter().all(|line| line["both"].is_null() && line["differs"] == true)
        );
        let other = read(&sent(&served, &member, &tell, &figures(2)).await)["set_up"].clone();
        assert_eq!((&other["is_settled"], &other["lines"][0]["both"]), (&json!(true), &json!([2, 2])), "{other}");
        for dropped in [&place, &place, &meeting, &meeting] {
            let again = sent_by(&served, &token, ("DELETE", dropped), "").await;
            assert_eq!(again.status, 204, "{dropped}: {}", again.body);
        }
        assert_eq!(called(&served, &token, &meeting).await.status, 404);
    });
}

#[test]
fn a_file_is_brought_named_in_a_record_and_fetched_and_that_of_a_talk_by_no_program() {
    served(async |served| {
        let token = token_for(&served, "shuji", ALL).await;
        let base = base_of(&served, &token).await;
        let bring = format!("{base}/attachments?name=%E9%80%9A%E7%9F%A5.pdf");
        let mut digests = Vec::new();
        for _ in 0..2 {
            let brought = bytes_sent(&served, &token, &bring, b"%PDF-1.7 text").await;
            assert_eq!(brought.status, 201, "{}", brought.body);
            digests.push(read(&brought)["digest"].as_str().unwrap().to_owned());
        }
        assert_eq!(digests[0], digests[1]);
        let refused = bytes_sent(&served, &token, &bring, b"MZ\x90\x00 a program").await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        let members = read(&called(&served, &token, &format!("{base}/members")).await);
        let person = |at: usize| members["items"][at]["person"].clone();
        let record = |ending: &str, kind: &str, people: Value, attachments: Value| {
            let id = format!("019a7b3e-5c1d-7000-8000-0000000000{ending}");
            let values = if kind == "talk" { json!({ "gist": "好" }) } else { json!({}) };
            json!({ "id": id, "kind": kind, "first": "2026-06-20", "values": values, "people": people,
                    "attachments": attachments })
        };
        let put = async |record: &Value| sent(&served, &token, &format!("{base}/records"), &record.to_string()).await;
        let day = record("e1", "theme-day", json!([]), json!(digests[0..1]));
        let written = put(&day).await;
        assert_eq!(written.status, 201, "{}", written.body);
        let file = |ending: &str| {
            format!("{base}/records/019a7b3e-5c1d-7000-8000-0000000000{ending}/attachments/{}", digests[0])
        };
        let fetched = called(&served, &token, &file("e1")).await;
        assert_eq!((fetched.status, fetched.body.as_str()), (200, "%PDF-1.7 text"));
        let stranger = put(&record("e2", "theme-day", json!([]), json!(["00"]))).await;
        assert_eq!((stranger.status, &read(&stranger)["errors"][0]["pointer"]), (422, &json!("/attachments")));
        let people = json!([{ "part": "speaker", "person": person(0) }, { "part": "partner", "person": person(1) }]);
        let written = put(&record("e3", "talk", people.clone(), json!(digests[0..1]))).await;
        assert_eq!(written.status, 201, "{}", written.body);
        assert_eq!(called(&served, &token, &file("e3")).await.status, 404);
        let closed = bytes_sent(&served, &token, &bring, b"%PDF-1.7 of a talk").await;
        let closed = json!([read(&closed)["digest"]]);
        assert_eq!(put(&record("e4", "talk", people, closed.clone())).await.status, 201);
        let stolen = put(&record("e5", "theme-day", json!([]), closed)).await;
        assert_eq!(stolen.status, 422, "a program brings no talk's file into an open record");
        stolen.says(&["不能用谈话等保密记录的附件"]);
    });
}

#[test]
fn a_book_is_looked_at_and_taken_in_once_and_what_was_refused_comes_back() {
    served(async |served| {
        let token = token_for(&served, "zuzhi", ALL).await;
        let base = base_of(&served, &token).await;
        let own = read(&called(&served, &token, &base).await)["name"].as_str().unwrap().to_owned();
        let members = read(&called(&served, &token, &format!("{base}/members?limit=200")).await);
        let names = members["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap());
        let names: Vec<&str> = names.filter(|name| !name.contains('（')).collect();
        let book = format!(
            "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n{own},2026-05-11,{0},{1}\n{own},2026-05-32,{0},{1}\n",
            names[0], names[1]
        );
        let bring = format!("{base}/books?name=%E8%B0%88%E8%AF%9D.csv");
        let brought = bytes_sent(&served, &token, &bring, book.as_bytes()).await;
        assert_eq!(brought.status, 201, "{}", brought.body);
        let place = format!("{base}/books/{}", read(&brought)["book"].as_str().unwrap());
        let looked = read(&sent(&served, &token, &format!("{place}/preview"), "{}").await);
        assert_eq!((&looked["is_written"], &looked["taken"][0]["records"]), (&json!(false), &json!(1)), "{looked}");
        assert!(looked["refused"][0]["found"].as_str().unwrap().contains("2026-05-32"), "{looked}");
        assert!(looked["recognised"].as_str().unwrap().contains("谈话对象"), "{looked}");
        let bad = sent(&served, &token, &format!("{place}/preview"), r#"{"mapping": "nonsense"}"#).await;
        assert_eq!((bad.status, &read(&bad)["errors"][0]["pointer"]), (422, &json!("/mapping")));
        let talks = async || {
            let found = called(&served, &token, &format!("{base}/records?kind=talk&limit=200")).await;
            read(&found)["items"].as_array().unwrap().len()
        };
        let before = talks().await;
        for already in [0, 1] {
            let taken = read(&sent(&served, &token, &format!("{place}/records"), "{}").await);
            assert_eq!(taken["taken"][0]["already_there"], already, "{taken}");
        }
        assert_eq!(talks().await, before + 1);
        let back = sent(&served, &token, &format!("{place}/refused"), "{}").await;
        assert_eq!((back.status, &back.body.as_bytes()[..2]), (200, &b"PK"[..]));
        let numbers = format!("党员花名册\n党支部,姓名,身份证号\n{own},{},530102198003071233\n", names[0]);
        let brought = bytes_sent(&served, &token, &bring, numbers.as_bytes()).await;
        let place = format!("{base}/books/{}", read(&brought)["book"].as_str().unwrap());
        let looked = sent(&served, &token, &format!("{place}/preview"), "{}").await;
        looked.says(&["是保密的，程序不能导入"]);
        let looks_only = token_for(&served, "zuzhi", &["read"]).await;
        assert_eq!(bytes_sent(&served, &looks_only, &bring, b"x").await.status, 403);
    });
}
