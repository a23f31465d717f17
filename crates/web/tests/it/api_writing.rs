//! Records by programs: written once however often they are sent, refused field by field, corrected, withdrawn.

use serde_json::{Value, json};

use crate::api::{branch_of, json as read};
use crate::support::{Answer, Served, served};
use crate::tokens::{called, sent, token_for};

/// A token of the organisation member, with the branch.
async fn recorder(served: &Served) -> (String, String) {
    let token = token_for(served, "zuzhi", &["read", "record"]).await;
    let own = branch_of(served, &token).await;
    (token, own)
}

/// A meeting of all who are in the roster, whose id ends so.
pub async fn meeting(served: &Served, (token, own): (&str, &str), ending: &str) -> Value {
    let path = format!("/api/v1/organisations/{own}/kinds/members-meeting");
    let kind = read(&called(served, token, &path).await);
    let parts = kind["parts"].as_array().unwrap();
    let of = |part: &Value, most: usize| -> Vec<Value> {
        let people = part["people"].as_array().unwrap().iter().take(most);
        people.map(|one| json!({ "part": part["slug"], "person": one["person"] })).collect()
    };
    let people: Vec<Value> = parts
        .iter()
        .filter(|part| part["required"] == true || part["attendance"] == true)
        .flat_map(|part| of(part, if part["attendance"] == true { 100 } else { 1 }))
        .collect();
    let mut values = serde_json::Map::new();
    for field in kind["fields"].as_array().unwrap().iter().filter(|field| field["required"] == true) {
        let value = match field["type"].as_str().unwrap() {
            "flag" => json!(true),
            "number" | "money" => json!(2),
            "one" => field["options"][0]["slug"].clone(),
            "many" => json!([field["options"][0]["slug"]]),
            "day" => json!("2026-06-01"),
            _ => json!("学习"),
        };
        values.insert(field["slug"].as_str().unwrap().to_owned(), value);
    }
    json!({
        "id": format!("019a7b3e-5c1d-7000-8000-0000000000{ending}"),
        "kind": "members-meeting",
        "first": "2026-06-29",
        "values": values,
        "people": people,
    })
}

async fn put(served: &Served, (token, own): (&str, &str), path: &str, body: &Value) -> Answer {
    sent(served, token, &format!("/api/v1/organisations/{own}/{path}"), &body.to_string()).await
}

#[test]
fn a_record_that_is_sent_twice_is_written_once_and_answered_the_same() {
    served(async |served| {
        let (token, own) = recorder(&served).await;
        let who = (token.as_str(), own.as_str());
        let meeting = meeting(&served, who, "01").await;
        let first = put(&served, who, "records", &meeting).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let place = first.header("location").unwrap().to_owned();
        assert!(place.ends_with("/records/019a7b3e-5c1d-7000-8000-000000000001"), "{place}");
        let again = put(&served, who, "records", &meeting).await;
        assert_eq!((again.status, again.body), (201, first.body));
        let mut other = meeting.clone();
        other["first"] = json!("2026-06-28");
        let conflict = put(&served, who, "records", &other).await;
        assert_eq!(conflict.status, 409);
        conflict.says(&["已经提交过一次，内容和这次不同"]);
        let found = read(&called(&served, &token, &place).await);
        assert_eq!(found["record"]["first"], "2026-06-29");
        assert_eq!(found["record"]["people"].as_array().unwrap().len(), meeting["people"].as_array().unwrap().len());
        assert_eq!(found["versions"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn what_cannot_be_is_refused_place_by_place() {
    served(async |served| {
        let (token, own) = recorder(&served).await;
        let who = (token.as_str(), own.as_str());
        let good = meeting(&served, who, "02").await;
        let changed = |pointer: &str, value: Value| {
            let mut body = good.clone();
            body[pointer] = value;
            body
        };
        let stranger = json!([{ "part": "chair", "person": "019a7b3e-5c1d-7000-8000-00000000ffff" }]);
        for (body, pointer, said) in [
            (changed("first", json!("2026-07-30")), "/first", "最晚今天 2026-06-30"),
            (changed("first", json!("yesterday")), "/first", "应为日期"),
            (changed("last", json!("2026-06-01")), "/last", "应不早于首日"),
            (changed("values", json!({ "colour": "red" })), "", "没有字段“colour”"),
            (changed("people", stranger), "/people", "没有编号为"),
            (changed("id", json!("1")), "/id", "应为 UUID"),
        ] {
            let answer = put(&served, who, "records", &body).await;
            assert_eq!(answer.status, 422, "{pointer}: {}", answer.body);
            let problem = read(&answer);
            let errors = problem["errors"].as_array().unwrap();
            let is_it = |error: &&Value| {
                error["pointer"] == pointer && error["detail"].as_str().is_some_and(|detail| detail.contains(said))
            };
            assert!(errors.iter().any(|error| is_it(&error)), "{pointer} {said}: {}", answer.body);
        }
        let answer = put(&served, who, "records", &changed("kind", json!("no-such-kind"))).await;
        assert_eq!(answer.status, 404);
        let answer = put(&served, who, "records", &changed("colour", json!("red"))).await;
        assert_eq!(answer.status, 422);
        answer.says(&["正文应照 OpenAPI 文档写", "colour"]);
    });
}

#[test]
fn a_record_is_corrected_and_withdrawn_and_both_can_be_sent_again() {
    served(async |served| {
        let (token, own) = recorder(&served).await;
        let who = (token.as_str(), own.as_str());
        let mut meeting = meeting(&served, who, "03").await;
        assert_eq!(put(&served, who, "records", &meeting).await.status, 201);
        let first = "records/019a7b3e-5c1d-7000-8000-000000000003";
        let body = meeting.as_object_mut().unwrap();
        body.remove("kind");
        body.insert("id".to_owned(), json!("019a7b3e-5c1d-7000-8000-000000000004"));
        body.insert("reason".to_owned(), json!("日期写错"));
        body.insert("first".to_owned(), json!("2026-06-25"));
        let corrected = put(&served, who, &format!("{first}/corrections"), &meeting).await;
        assert_eq!(corrected.status, 201, "{}", corrected.body);
        let again = put(&served, who, &format!("{first}/corrections"), &meeting).await;
        assert_eq!((again.status, again.body), (201, corrected.body));
        meeting["id"] = json!("019a7b3e-5c1d-7000-8000-000000000005");
        let late = put(&served, who, &format!("{first}/corrections"), &meeting).await;
        assert_eq!(late.status, 409, "{}", late.body);
        late.says(&["更正，没有再改"]);
        let old = read(&called(&served, &token, &format!("/api/v1/organisations/{own}/{first}")).await);
        assert_eq!(old["record"]["replaced_by"]["id"], "019a7b3e-5c1d-7000-8000-000000000004");
        assert_eq!(old["versions"].as_array().unwrap().len(), 2);

        let second = "records/019a7b3e-5c1d-7000-8000-000000000004";
        let withdrawal = json!({ "reason": "没有开成" });
        for _ in 0..2 {
            let answer = put(&served, who, &format!("{second}/withdrawal"), &withdrawal).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        let other = put(&served, who, &format!("{second}/withdrawal"), &json!({ "reason": "别的" })).await;
        assert_eq!(other.status, 409);
        let gone = read(&called(&served, &token, &format!("/api/v1/organisations/{own}/{second}")).await);
        assert_eq!(gone["record"]["replaced_by"]["withdrawn"], true);
        let none = put(&served, who, &format!("{first}/withdrawal"), &json!({ "reason": "" })).await;
        assert_eq!(none.status, 422);
    });
}
