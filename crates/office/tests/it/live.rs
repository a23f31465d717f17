//! Summaries and the shelf: never another answer than the ledger's own.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, OrganisationId, Span};
use ledger::{Ledger, Mode};
use office::live::{Live, When};
use office::{Office, ScoreWanted};
use testkit::demonstration::{Demonstration, now};

fn today() -> Day {
    now().day()
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Every branch's total as `wuhua score` has it, which evaluates everybody at once.
async fn totals_anew(demonstration: &Demonstration) -> BTreeMap<String, Option<i64>> {
    totals_on(demonstration, today()).await
}

async fn totals_on(demonstration: &Demonstration, as_of: Day) -> BTreeMap<String, Option<i64>> {
    let office = Office::open(&demonstration.location(), Mode::Read).await.unwrap();
    let wanted = ScoreWanted { as_of, known_at: None, organisation: None };
    let scores = office.score(&wanted).await.unwrap();
    office.close().await;
    let hundredths = |total: f64| (total * 100.0).round() as i64;
    scores.rows.into_iter().map(|row| (row.organisation, row.total.map(hundredths))).collect()
}

fn totals_kept(live: &Live) -> BTreeMap<String, Option<i64>> {
    let tree = live.tree();
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    let scored = all.filter_map(|id| Some(&tree.node(id)?.standing)).filter(|standing| standing.is_scored());
    scored.map(|standing| (standing.name.clone(), standing.sheet().total.map(|total| total.0))).collect()
}

#[test]
fn what_is_kept_is_what_evaluating_everybody_gives_and_a_second_start_evaluates_nobody() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        assert!(live.tree().is_empty());
        let first = live.refresh(today(), |_, _| {}).await.unwrap();
        assert_eq!(first.evaluated, first.organisations);
        let kept = totals_kept(&live);
        assert!(kept.len() >= 55, "{}", kept.len());
        live.close().await;
        assert_eq!(kept, totals_anew(&demonstration).await);

        let live = Live::open(&demonstration.location()).await.unwrap();
        assert_eq!(totals_kept(&live), kept);
        assert_eq!(live.refresh(today(), |_, _| {}).await.unwrap().evaluated, 0);
        let tomorrow = live.refresh(today().plus_days(1), |_, _| {}).await.unwrap();
        assert_eq!(tomorrow.evaluated, tomorrow.organisations);
        live.close().await;
    });
}

fn record(organisation: OrganisationId) -> Fact {
    Fact {
        id: FactId::derived(&[b"a test's"]),
        organisation,
        kind: "members-meeting".to_owned(),
        occurred: Span::day(today()),
        recorded_at: now(),
        recorder: "测试".to_owned(),
        people: Vec::new(),
        values: BTreeMap::new(),
        supersedes: None,
        attachments: Vec::new(),
    }
}

/// A branch that is scored, by its name the first.
fn some_branch(live: &Live) -> OrganisationId {
    let tree = live.tree();
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    all.filter(|id| tree.node(*id).is_some_and(|node| node.standing.is_scored()))
        .min_by_key(|id| tree.name(*id).to_owned())
        .unwrap()
}

#[test]
fn a_record_is_seen_at_once_and_in_the_summaries_after_the_next_look() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(today(), |_, _| {}).await.unwrap();
        let branch = some_branch(&live);
        let when = When { as_of: today(), known_at: None };
        let (before, at_once) = tokio::join!(live.look(branch, when), live.look(branch, when));
        let before = before.unwrap();
        assert!(std::sync::Arc::ptr_eq(&before, &at_once.unwrap()), "two who look at once look once");
        let same = live.look(branch, when).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&before, &same), "nothing was evaluated twice");
        live.close().await;

        let ledger = Ledger::open(&demonstration.location(), Mode::Write).await.unwrap();
        ledger.append(&[record(branch)], &[]).await.unwrap();
        ledger.close().await;

        let live = Live::open(&demonstration.location()).await.unwrap();
        let after = live.look(branch, when).await.unwrap();
        assert_eq!(after.facts.len(), before.facts.len() + 1);
        assert_ne!(after.findings, before.findings);
        // Another day and another moment of knowledge are other keys.
        let then = When { as_of: today(), known_at: Some(now().plus_microseconds(-1)) };
        let known_before = live.look(branch, then).await.unwrap();
        assert_eq!(known_before.findings, before.findings);
        let refreshed = live.refresh(today(), |_, _| {}).await.unwrap();
        assert_eq!(refreshed.evaluated, 1);
        let kept = totals_kept(&live);
        live.close().await;
        assert_eq!(kept, totals_anew(&demonstration).await);
    });
}

#[test]
fn who_stands_above_branches_is_evaluated_with_what_they_reached() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(today(), |_, _| {}).await.unwrap();
        let root = live.tree().roots().into_iter().next().unwrap();
        let looked = live.look(root, When { as_of: today(), known_at: None }).await.unwrap();
        assert!(looked.below.len() >= 55, "{}", looked.below.len());
        live.close().await;
        let office = Office::open(&demonstration.location(), Mode::Read).await.unwrap();
        let wanted = office::CheckWanted {
            as_of: today(),
            known_at: None,
            organisation: Some(looked.roster.name().to_owned()),
            clause: None,
            status: None,
        };
        let rows = office.check(&wanted).await.unwrap();
        office.close().await;
        let kept: Vec<&str> = looked.findings.iter().map(|finding| finding.status.slug()).collect();
        assert_eq!(kept, rows.iter().map(|row| row.status).collect::<Vec<&str>>());
    });
}

#[test]
fn the_marks_of_past_quarters_are_what_evaluating_those_days_gives_and_follow_what_is_written_since() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(today(), |_, _| {}).await.unwrap();
        let branches = live.refresh_quarters(today()).await.unwrap();
        assert!(branches >= 55, "{branches}");
        assert_eq!(live.refresh_quarters(today()).await.unwrap(), 0);
        let quarters = live.quarters();
        let day: Day = "2026-03-31".parse().unwrap();
        assert_eq!(quarters.days().last(), Some(day));
        let tree = live.tree();
        let kept: BTreeMap<String, Option<i64>> = (tree.roots().into_iter())
            .flat_map(|root| tree.under(root))
            .filter_map(|id| Some((tree.name(id).to_owned(), quarters.mark(day, id)?.total()?.0)))
            .map(|(name, total)| (name, Some(total)))
            .collect();
        let branch = some_branch(&live);
        let today_too = totals_kept(&live);
        live.close().await;
        let mut anew = totals_on(&demonstration, day).await;
        anew.retain(|name, total| total.is_some() && today_too.contains_key(name));
        assert_eq!(kept, anew);

        let ledger = Ledger::open(&demonstration.location(), Mode::Write).await.unwrap();
        ledger.append(&[record(branch)], &[]).await.unwrap();
        ledger.close().await;
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(today(), |_, _| {}).await.unwrap();
        assert_eq!(live.refresh_quarters(today()).await.unwrap(), 1, "a start reads the others' marks");
        live.close().await;
    });
}
