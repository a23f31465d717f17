//! The pages of dues, points, policies, funds, venues and talks: nothing but what the findings and the ledger say.

use facts::{Day, Fen, Value, current};
use findings::Finding;
use office::live::{Live, Looked, When};
use testkit::demonstration::{Demonstration, now};
use views::words::Names;
use views::{Register, RegisterOf, register};

fn today() -> Day {
    now().day()
}

/// Every branch of the demonstration with all of its pages.
async fn each_branch(live: &Live, mut see: impl FnMut(&Looked, RegisterOf, Register)) {
    live.refresh(today(), |_, _| {}).await.unwrap();
    let tree = live.tree();
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    for id in all.filter(|id| tree.node(*id).is_some_and(|node| node.standing.is_scored())).take(12) {
        let looked = live.look(id, When { as_of: today(), known_at: None }).await.unwrap();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        for page in RegisterOf::ALL {
            let asked = (today(), None);
            let shown = register(live.rulebook(), page, (&looked.facts, names), &looked.findings, asked);
            see(&looked, page, shown);
        }
    }
}

fn served(test: impl AsyncFnOnce(&Live)) {
    let demonstration = Demonstration::copy();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        test(&live).await;
        live.close().await;
    });
}

#[test]
fn a_cell_has_the_status_of_the_finding_that_it_leads_to_and_no_finding_is_left_out() {
    served(async |live| {
        let mut cells = 0;
        each_branch(live, |looked, page, shown| {
            for matrix in &shown.matrices {
                let (index, _) = live.rulebook().rule_named(&matrix.rule).unwrap();
                let own: Vec<&Finding> = looked.findings.iter().filter(|finding| finding.rule == index).collect();
                let shown: Vec<_> = matrix.rows.iter().flat_map(|row| row.cells.iter().flatten()).collect();
                assert_eq!(shown.len(), own.len(), "{page:?} {}", matrix.title);
                for cell in shown {
                    assert_eq!(cell.status, own[cell.place].status, "{page:?} {}", matrix.title);
                    cells += 1;
                }
            }
        })
        .await;
        assert!(cells > 1_000, "{cells}");
    });
}

#[test]
fn what_was_paid_is_added_up_to_the_fen() {
    served(async |live| {
        let mut branches = 0;
        each_branch(live, |looked, page, shown| {
            if page != RegisterOf::Dues {
                return;
            }
            let paid = current(&looked.facts, None).into_iter().filter(|fact| fact.kind == "dues-paid");
            let of_year = paid.filter(|fact| fact.occurred.first.year() == today().year());
            let fen = of_year.filter_map(|fact| match fact.values.get("amount") {
                Some(Value::Money(fen)) => Some(fen.0),
                _ => None,
            });
            let written = format!("{}元", Fen(fen.sum()));
            assert_eq!(shown.sums.first().map(|(_, sum)| sum.as_str()), Some(written.as_str()));
            branches += 1;
        })
        .await;
        assert_eq!(branches, 12);
    });
}

#[test]
fn every_page_has_something_and_policies_are_lists() {
    served(async |live| {
        let mut items = Vec::new();
        each_branch(live, |looked, page, shown| {
            let rules = shown.matrices.len() + shown.checklists.len() + shown.rules.len();
            assert!(rules > 0 && !shown.kinds.is_empty(), "{page:?} of {}", looked.roster.name());
            if page == RegisterOf::Policies {
                items.push(shown.checklists.iter().map(|list| list.items.len()).collect::<Vec<_>>());
            }
        })
        .await;
        // I1 asks for twenty of a branch, I3 for eight, I4 for six.
        assert!(items.iter().all(|lists| lists.contains(&20)), "{items:?}");
    });
}
