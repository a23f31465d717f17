//! The interface for programs: every route as every role, described as it is, and lists that are whole.

use std::collections::BTreeSet;

use expect_test::expect;
use serde_json::Value;

use crate::support::{Answer, Served, served};
use crate::tokens::{called, sent, sent_by, token_for};

const ROLES: [&str; 7] = ["dangyuan", "zuzhi", "shuji", "danwei", "jituan", "ducha", "guanli"];
const SCOPES: &[&str] = &["read", "record", "manage"];

pub fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON in {}: {}", answer.status, answer.body))
}

async fn document(served: &Served) -> Value {
    json(&served.send("GET", "/api/v1/openapi.json", &[], "").await)
}

/// Method and path of everything that is described.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods: Vec<String> = methods.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        methods.into_iter().map(|method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// The branch of a member's account.
pub async fn branch_of(served: &Served, token: &str) -> String {
    let me = json(&called(served, token, "/api/v1/me").await);
    me["member"]["organisation"]["id"].as_str().unwrap().to_owned()
}

/// The first organisation that a seat is for.
pub async fn seat_of(served: &Served, token: &str) -> String {
    let me = json(&called(served, token, "/api/v1/me").await);
    me["roles"][0]["organisation"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn every_route_is_described_and_everything_described_is_a_route() {
    served(async |served| {
        let document = document(&served).await;
        assert_eq!(document["openapi"], "3.1.0");
        let operations = operations(&document);
        let source = include_str!("../../src/api/mod.rs");
        let named = source.split("routes!(").skip(1).filter_map(|rest| rest.split(')').next());
        assert_eq!(named.flat_map(|names| names.split(',')).count(), operations.len());
        // Only the document itself and what is not there stand outside it.
        let outside: Vec<&str> = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(outside, ["/api/v1/openapi.json", "/api/{*rest}"]);
        let names: BTreeSet<&str> = operations
            .iter()
            .map(|(method, path)| document["paths"][path][method.to_lowercase()]["operationId"].as_str().unwrap())
            .collect();
        assert_eq!(names.len(), operations.len(), "each has a name of its own");
        for (method, path) in &operations {
            let answer = served.send(method, path, &[], "").await;
            assert_eq!(answer.status, 401, "{method} {path}: {}", answer.body);
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {path}");
        }
        let answer = served.send("GET", "/api/v1/nothing", &[], "").await;
        assert_eq!(answer.status, 404);
        answer.says(&["没有这个地址"]);
    });
}

/// Done, made, told what is wrong, not allowed, not there.
fn sign(answer: &Answer) -> &'static str {
    match answer.status {
        200 | 201 | 202 | 204 => "✔",
        422 | 400 | 415 => "✎",
        403 => "·",
        404 => "无",
        _ => "？",
    }
}

/// What can be read and is right nowhere.
fn body_of(route: &str) -> &'static str {
    match route.rsplit('/').next() {
        Some("records") if route.contains("/books/") => "{}",
        Some("records") => {
            r#"{"id": "019a7b3e-5c1d-7000-8000-0000000000aa", "kind": "members-meeting", "first": "2099-01-01"}"#
        }
        Some("corrections") => {
            r#"{"id": "019a7b3e-5c1d-7000-8000-0000000000ab", "reason": "x", "first": "2099-01-01"}"#
        }
        Some("withdrawal") => r#"{"reason": " "}"#,
        Some("what-if") => r#"{"settings": []}"#,
        Some("samples") => r#"{"branches": 0, "records": 1, "seed": "x"}"#,
        Some("meetings") => r#"{"id": "019a7b3e-5c1d-7000-8000-0000000000ac", "kind": "x", "day": "2026-06-30"}"#,
        Some("marks") => r#"{"marks": []}"#,
        Some("me") => r#"{"state": "remote", "reason": "x"}"#,
        Some("count") => r#"{"tellers": []}"#,
        Some("figures") => r#"{"figures": {}}"#,
        Some("preview" | "refused") => "{}",
        _ => "",
    }
}

#[test]
fn every_route_answers_every_role_as_the_table_says() {
    served(async |served| {
        let mut tokens = Vec::new();
        for role in ROLES {
            tokens.push(token_for(&served, role, SCOPES).await);
        }
        let [_, _, secretary, unit, group, ..] = &tokens[..] else { panic!("roles") };
        let own = branch_of(&served, secretary).await;
        let (unit, group) = (seat_of(&served, unit).await, (seat_of(&served, group).await, group));
        let listed = json(&called(&served, group.1, "/api/v1/organisations?limit=200").await);
        let items = listed["items"].as_array().unwrap();
        let superior = |id: &str| items.iter().find(|one| one["id"] == id).and_then(|one| one["superior"].as_str());
        let stands_below_unit = |id: &str| std::iter::successors(Some(id), |id| superior(id)).any(|id| id == unit);
        let is_other = |one: &&Value| one["scored"] == true && !stands_below_unit(one["id"].as_str().unwrap());
        let other = items.iter().rfind(is_other).unwrap()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/organisations/{own}/records?kind=members-meeting");
        let records = json(&called(&served, secretary, &path).await);
        let members = json(&called(&served, secretary, &format!("/api/v1/organisations/{own}/members")).await);
        let things = [
            ("{record}", records["items"][0]["id"].as_str().unwrap()),
            ("{person}", members["items"][0]["person"].as_str().unwrap()),
            ("{kind}", "members-meeting"),
            ("{rule}", "members-meeting-gap"),
            ("{place}", "0"),
            ("{register}", "dues"),
            ("{meeting}", "019a7b3e-5c1d-7000-8000-0000000000ee"),
            ("{question}", "00"),
            ("{digest}", "00"),
            ("{book}", "00"),
        ];
        let mut table = format!("{} 地址\n", ["党员", "组织", "书记", "单位", "集团", "督查", "管理"].join(" "));
        let places = [("本支部", &own), ("别的支部", &other), ("单位", &unit), ("集团", &group.0)];
        for (method, route) in operations(&document(&served).await) {
            let of_organisation = route.contains("{organisation}");
            for (name, id) in places.iter().take(if of_organisation { 4 } else { 1 }) {
                let mut path = route.replace("{organisation}", id);
                for (place, thing) in &things {
                    path = path.replace(place, thing);
                }
                path.push_str(match route.rsplit('/').next() {
                    Some("search") => "?text=%E5%85%9A%E8%AF%BE",
                    Some("attachments" | "books") => "?name=x.exe",
                    _ => "",
                });
                let mut signs = Vec::new();
                for token in &tokens {
                    let answer = match method.as_str() {
                        "GET" => called(&served, token, &path).await,
                        _ => sent_by(&served, token, (&method, &path), body_of(&route)).await,
                    };
                    signs.push(sign(&answer));
                }
                let of = if of_organisation { format!("　{name}") } else { String::new() };
                table.push_str(&format!("{} {method} {route}{of}\n", signs.join(" ")));
            }
        }
        expect![[r#"
            党员 组织 书记 单位 集团 督查 管理 地址
            · · · · ✔ · ✔ GET /api/v1/log
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /api/v1/me
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /api/v1/organisations
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}　集团
            · ✎ ✎ ✎ ✎ · · POST /api/v1/organisations/{organisation}/attachments　本支部
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/attachments　别的支部
            · · · ✎ ✎ · · POST /api/v1/organisations/{organisation}/attachments　单位
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/attachments　集团
            · ✎ ✎ ✎ ✎ · · POST /api/v1/organisations/{organisation}/books　本支部
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/books　别的支部
            · · · ✎ ✎ · · POST /api/v1/organisations/{organisation}/books　单位
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/books　集团
            · 无 无 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/preview　本支部
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/preview　别的支部
            · · · 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/preview　单位
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/preview　集团
            · 无 无 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/records　本支部
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/records　别的支部
            · · · 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/records　单位
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/records　集团
            · 无 无 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/refused　本支部
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/refused　别的支部
            · · · 无 无 · · POST /api/v1/organisations/{organisation}/books/{book}/refused　单位
            · · · · 无 · · POST /api/v1/organisations/{organisation}/books/{book}/refused　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/cases　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/cases　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/cases　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/cases　集团
            · 无 无 无 无 无 · GET /api/v1/organisations/{organisation}/cases/{rule}/{record}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/cases/{rule}/{record}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/cases/{rule}/{record}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/cases/{rule}/{record}　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/findings　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/findings　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/findings　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/findings　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/findings/{rule}/{place}　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/findings/{rule}/{place}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/findings/{rule}/{place}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/findings/{rule}/{place}　集团
            · · · ✔ ✔ · · GET /api/v1/organisations/{organisation}/inbox　本支部
            · · · · ✔ · · GET /api/v1/organisations/{organisation}/inbox　别的支部
            · · · ✔ ✔ · · GET /api/v1/organisations/{organisation}/inbox　单位
            · · · · ✔ · · GET /api/v1/organisations/{organisation}/inbox　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/kinds　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/kinds　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/kinds　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/kinds　集团
            · ✔ ✔ ✔ ✔ · · GET /api/v1/organisations/{organisation}/kinds/{kind}　本支部
            · · · · ✔ · · GET /api/v1/organisations/{organisation}/kinds/{kind}　别的支部
            · · · ✔ ✔ · · GET /api/v1/organisations/{organisation}/kinds/{kind}　单位
            · · · · ✔ · · GET /api/v1/organisations/{organisation}/kinds/{kind}　集团
            ✔ ✔ ✔ · · · · GET /api/v1/organisations/{organisation}/me　本支部
            · · · · · · · GET /api/v1/organisations/{organisation}/me　别的支部
            · · · · · · · GET /api/v1/organisations/{organisation}/me　单位
            · · · · · · · GET /api/v1/organisations/{organisation}/me　集团
            ✔ ✔ ✔ · · · · GET /api/v1/organisations/{organisation}/me/kinds　本支部
            · · · · · · · GET /api/v1/organisations/{organisation}/me/kinds　别的支部
            · · · · · · · GET /api/v1/organisations/{organisation}/me/kinds　单位
            · · · · · · · GET /api/v1/organisations/{organisation}/me/kinds　集团
            无 无 无 · · · · POST /api/v1/organisations/{organisation}/me/records　本支部
            · · · · · · · POST /api/v1/organisations/{organisation}/me/records　别的支部
            · · · · · · · POST /api/v1/organisations/{organisation}/me/records　单位
            · · · · · · · POST /api/v1/organisations/{organisation}/me/records　集团
            ✔ ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/meetings　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/meetings　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/meetings　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/meetings　集团
            · ✎ ✎ ✎ ✎ · · POST /api/v1/organisations/{organisation}/meetings　本支部
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/meetings　别的支部
            · · · ✎ ✎ · · POST /api/v1/organisations/{organisation}/meetings　单位
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/meetings　集团
            · ✔ ✔ ✔ ✔ · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}　本支部
            · · · · ✔ · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}　别的支部
            · · · ✔ ✔ · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}　单位
            · · · · ✔ · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}　集团
            · 无 无 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}　本支部
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}　别的支部
            · · · 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}　单位
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}　集团
            · 无 无 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/code　本支部
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/code　别的支部
            · · · 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/code　单位
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/code　集团
            · 无 无 无 无 · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}/count　本支部
            · · · · 无 · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}/count　别的支部
            · · · 无 无 · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}/count　单位
            · · · · 无 · · DELETE /api/v1/organisations/{organisation}/meetings/{meeting}/count　集团
            无 无 无 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/count　本支部
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/count　别的支部
            · · · 无 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/count　单位
            · · · · 无 · · GET /api/v1/organisations/{organisation}/meetings/{meeting}/count　集团
            · 无 无 无 无 · · PUT /api/v1/organisations/{organisation}/meetings/{meeting}/count　本支部
            · · · · 无 · · PUT /api/v1/organisations/{organisation}/meetings/{meeting}/count　别的支部
            · · · 无 无 · · PUT /api/v1/organisations/{organisation}/meetings/{meeting}/count　单位
            · · · · 无 · · PUT /api/v1/organisations/{organisation}/meetings/{meeting}/count　集团
            无 无 无 · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/count/figures　本支部
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/count/figures　别的支部
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/count/figures　单位
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/count/figures　集团
            · 无 无 无 无 · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/marks　本支部
            · · · · 无 · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/marks　别的支部
            · · · 无 无 · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/marks　单位
            · · · · 无 · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/marks　集团
            无 无 无 · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/me　本支部
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/me　别的支部
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/me　单位
            · · · · · · · POST /api/v1/organisations/{organisation}/meetings/{meeting}/me　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/members　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/members　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/members　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/members　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/members/{person}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/members/{person}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/members/{person}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/members/{person}　集团
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview　集团
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/ranking　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/ranking　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/ranking　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/ranking　集团
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/rules/{rule}　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/rules/{rule}　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/rules/{rule}　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/overview/rules/{rule}　集团
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/parameters　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/parameters　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/parameters　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/parameters　集团
            ✔ ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/published　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/published　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/published　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/published　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/records　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/records　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/records　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/records　集团
            · ✎ ✎ ✎ ✎ · · POST /api/v1/organisations/{organisation}/records　本支部
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/records　别的支部
            · · · ✎ ✎ · · POST /api/v1/organisations/{organisation}/records　单位
            · · · · ✎ · · POST /api/v1/organisations/{organisation}/records　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/records/{record}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/records/{record}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/records/{record}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/records/{record}　集团
            · 无 无 无 无 无 · GET /api/v1/organisations/{organisation}/records/{record}/attachments/{digest}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/records/{record}/attachments/{digest}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/records/{record}/attachments/{digest}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/records/{record}/attachments/{digest}　集团
            · ✎ ✎ ✎ ✎ · · POST /api/v1/organisations/{organisation}/records/{record}/corrections　本支部
            · · · · 无 · · POST /api/v1/organisations/{organisation}/records/{record}/corrections　别的支部
            · · · 无 无 · · POST /api/v1/organisations/{organisation}/records/{record}/corrections　单位
            · · · · 无 · · POST /api/v1/organisations/{organisation}/records/{record}/corrections　集团
            · ✎ ✎ · · · · POST /api/v1/organisations/{organisation}/records/{record}/withdrawal　本支部
            · · · · · · · POST /api/v1/organisations/{organisation}/records/{record}/withdrawal　别的支部
            · · · · · · · POST /api/v1/organisations/{organisation}/records/{record}/withdrawal　单位
            · · · · · · · POST /api/v1/organisations/{organisation}/records/{record}/withdrawal　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/registers/{register}　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/registers/{register}　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/registers/{register}　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/registers/{register}　集团
            · · · ✔ ✔ · · POST /api/v1/organisations/{organisation}/reminders　本支部
            · · · · ✔ · · POST /api/v1/organisations/{organisation}/reminders　别的支部
            · · · ✔ ✔ · · POST /api/v1/organisations/{organisation}/reminders　单位
            · · · · ✔ · · POST /api/v1/organisations/{organisation}/reminders　集团
            · · · ✎ ✎ ✎ · POST /api/v1/organisations/{organisation}/samples　本支部
            · · · · ✎ ✎ · POST /api/v1/organisations/{organisation}/samples　别的支部
            · · · ✎ ✎ ✎ · POST /api/v1/organisations/{organisation}/samples　单位
            · · · · ✎ ✎ · POST /api/v1/organisations/{organisation}/samples　集团
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/samples/{question}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/samples/{question}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/samples/{question}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/samples/{question}　集团
            ✔ ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/search　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/search　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/search　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/search　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/standard　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/standard　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/standard　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/standard　集团
            · ✔ ✔ ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/todos　本支部
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/todos　别的支部
            · · · ✔ ✔ ✔ · GET /api/v1/organisations/{organisation}/todos　单位
            · · · · ✔ ✔ · GET /api/v1/organisations/{organisation}/todos　集团
            · · · ✎ ✎ ✎ · POST /api/v1/organisations/{organisation}/what-if　本支部
            · · · · ✎ ✎ · POST /api/v1/organisations/{organisation}/what-if　别的支部
            · · · ✎ ✎ ✎ · POST /api/v1/organisations/{organisation}/what-if　单位
            · · · · ✎ ✎ · POST /api/v1/organisations/{organisation}/what-if　集团
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/what-if/{question}　本支部
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/what-if/{question}　别的支部
            · · · 无 无 无 · GET /api/v1/organisations/{organisation}/what-if/{question}　单位
            · · · · 无 无 · GET /api/v1/organisations/{organisation}/what-if/{question}　集团
        "#]]
        .assert_eq(&table);
    });
}

#[test]
fn a_scope_is_all_that_a_token_may() {
    served(async |served| {
        let looks = token_for(&served, "jituan", &["read"]).await;
        let writes = token_for(&served, "jituan", &["record"]).await;
        let group = seat_of(&served, &looks).await;
        let overview = format!("/api/v1/organisations/{group}/overview");
        assert_eq!(called(&served, &looks, &overview).await.status, 200);
        let answer = called(&served, &writes, &overview).await;
        assert_eq!(answer.status, 403);
        answer.says(&["不能在这个组织看下级总览", "令牌也要有相应的范围"]);
        assert_eq!(called(&served, &looks, "/api/v1/log").await.status, 403);
    });
}

#[test]
fn a_list_is_had_whole_part_by_part() {
    served(async |served| {
        let token = token_for(&served, "shuji", &["read"]).await;
        let own = branch_of(&served, &token).await;
        for list in ["records", "records?kind=members-meeting", "members"] {
            let base = format!("/api/v1/organisations/{own}/{list}");
            let join = if base.contains('?') { '&' } else { '?' };
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let part = json(&called(&served, &token, &format!("{base}{join}limit=3&cursor={cursor}")).await);
                seen.extend(
                    part["items"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|one| one.get("id").or(one.get("person")).and_then(Value::as_str).unwrap().to_owned()),
                );
                let Some(next) = part["next"].as_str() else { break };
                cursor = next.to_owned();
            }
            let each: BTreeSet<&String> = seen.iter().collect();
            assert_eq!(each.len(), seen.len(), "{list}: nothing twice");
            let whole = json(&called(&served, &token, &format!("{base}{join}limit=200")).await);
            let at_once = whole["items"].as_array().unwrap().len();
            assert!(seen.len() > 3 && seen.len() >= at_once, "{list}: {} and {at_once}", seen.len());
            if at_once < 200 {
                assert_eq!(seen.len(), at_once, "{list}");
            }
        }
        for wrong in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
            let answer = called(&served, &token, &format!("/api/v1/organisations/{own}/members?{wrong}")).await;
            assert_eq!(answer.status, 400, "{wrong}");
        }
    });
}

#[test]
fn a_day_and_what_was_known_then_are_what_the_pages_show() {
    served(async |served| {
        let token = token_for(&served, "shuji", &["read"]).await;
        let own = branch_of(&served, &token).await;
        let findings = async |query: &str| {
            let (mut all, mut next) = (Vec::new(), Some(Value::from("0")));
            while let Some(cursor) = next.as_ref().and_then(Value::as_str) {
                let path = format!("/api/v1/organisations/{own}/findings?limit=200&cursor={cursor}{query}");
                let part = json(&called(&served, &token, &path).await);
                all.extend(part["items"].as_array().unwrap().clone());
                next = Some(part["next"].clone());
            }
            all
        };
        let (today, before) = (findings("").await, findings("&as-of=2025-06-30").await);
        assert!(today.len() > 50 && before.len() > 20 && today != before, "{} {}", today.len(), before.len());
        let met = |rows: &[Value]| rows.iter().filter(|one| one["status"] == "met").count();
        assert!(met(&findings("&known-at=2025-01-01").await) < met(&today), "less was known then");
        let evidence = format!("/api/v1/organisations/{own}/findings/members-meeting-gap/0");
        let evidence = json(&called(&served, &token, &evidence).await);
        assert!(!evidence["clause_text"].as_str().unwrap().is_empty());
        let answer = called(&served, &token, &format!("/api/v1/organisations/{own}/findings?as-of=yesterday")).await;
        assert_eq!(answer.status, 400);
        answer.says(&["“yesterday”不是日期"]);
        let answer = called(&served, &token, &format!("/api/v1/organisations/{own}/findings?as-of=")).await;
        assert_eq!(answer.status, 400, "a program that lost its day is told so");
    });
}

#[test]
fn what_the_vault_keeps_is_written_by_a_program_and_read_by_none() {
    served(async |served| {
        let session = served.token_of("shuji").await;
        let token = token_for(&served, "shuji", &["read", "record"]).await;
        let own = branch_of(&served, &token).await;
        let base = format!("/api/v1/organisations/{own}");
        let members = json(&called(&served, &token, &format!("{base}/members")).await);
        let (one, other) = (&members["items"][0]["person"], &members["items"][1]["person"]);
        let id = "019a7b3e-5c1d-7000-8000-0000000000c1";
        let talk = serde_json::json!({
            "id": id, "kind": "talk", "first": "2026-06-29", "values": { "gist": "家里老人住院" },
            "people": [{ "part": "speaker", "person": one }, { "part": "partner", "person": other }],
        });
        let written = sent(&served, &token, &format!("{base}/records"), &talk.to_string()).await;
        assert_eq!(written.status, 201, "{}", written.body);
        served.get(&session, &format!("/o/{own}/records/talk/{id}")).await.says(&["家里老人住院"]);
        for path in [format!("{base}/records/{id}"), format!("{base}/records?kind=talk&limit=200")] {
            let answer = called(&served, &token, &path).await;
            assert_eq!(answer.status, 200);
            assert!(answer.body.contains(id) && !answer.body.contains("家里老人住院"), "{path}");
        }
    });
}
