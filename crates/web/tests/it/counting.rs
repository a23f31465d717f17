//! Two people count the papers of an election, each for oneself; the record waits until they agree.

use crate::support::{Answer, Served, served};

/// Opens a sign-in of a kind; its address.
async fn open(served: &Served, token: &str, kind: &str) -> String {
    let home = served.home_of(token).await;
    let typed = [("kind", kind), ("day", "2026-06-30"), ("title", ""), ("calls", "everybody")];
    let opened = served.post(token, &format!("{home}meetings"), &typed).await;
    opened.header("location").unwrap_or_else(|| panic!("{}", opened.body)).to_owned()
}

/// Everybody in the list of a meeting: person and name.
fn people(list: &Answer) -> Vec<(String, String)> {
    let rows = list.body.split("<span id=\"n-").skip(1);
    let one = |row: &str| {
        let (person, rest) = row.split_once("\">").unwrap();
        (person.to_owned(), rest.split('<').next().unwrap().trim().to_owned())
    };
    rows.map(one).collect()
}

/// Everybody is there.
async fn all_come(served: &Served, token: &str, meeting: &str) -> Vec<(String, String)> {
    let people = people(&served.get(token, meeting).await);
    let marks: Vec<(String, &str)> = people
        .iter()
        .flat_map(|(person, _)| [(format!("state-{person}"), "present"), (format!("was-{person}"), "waiting")])
        .collect();
    let marks: Vec<(&str, &str)> = marks.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(served.post(token, &format!("{meeting}/mark"), &marks).await.status, 303);
    people
}

/// The person behind an account: the one whose own page it is.
async fn person_of(served: &Served, token: &str, people: &[(String, String)]) -> String {
    let settings = served.get(token, "/settings").await;
    let found =
        people.iter().find(|(_, name)| settings.body.contains(&format!("<strong class=\"where\">{name}</strong>")));
    found.unwrap_or_else(|| panic!("{}", settings.body)).0.clone()
}

fn pairs(typed: &[(String, String)]) -> Vec<(&str, &str)> {
    typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// What a form holds already, as it would be sent.
fn held(form: &Answer) -> Vec<(String, String)> {
    let body = form.body.split("class=\"stacked wide-form\"").nth(1).unwrap().split("</form>").next().unwrap();
    let mut held = Vec::new();
    for input in body.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let attribute = |name: &str| input.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        let is_set = !input.contains("type=\"checkbox\"") || input.contains(" checked");
        if let Some(name) = attribute("name").filter(|_| is_set) {
            held.push((name.to_owned(), attribute("value").unwrap_or_default().to_owned()));
        }
    }
    for select in body.split("<select ").skip(1).map(|rest| rest.split("</select>").next().unwrap()) {
        let name = select.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = select.split("<option ").find(|option| option.split('>').next().unwrap().ends_with(" selected"));
        let value = chosen
            .and_then(|option| option.split("value=\"").nth(1))
            .map_or("", |rest| rest.split('"').next().unwrap());
        held.push((name.to_owned(), value.to_owned()));
    }
    held
}

#[test]
fn an_election_is_counted_twice_and_written_with_the_votes_of_its_candidates() {
    served(async |served| {
        let (recorder, member) = (served.token_of("zuzhi").await, served.token_of("dangyuan").await);
        let home = served.home_of(&recorder).await;
        let meeting = open(&served, &recorder, "committee-elected").await;
        let people = all_come(&served, &recorder, &meeting).await;
        let (one, other) = (person_of(&served, &recorder, &people).await, person_of(&served, &member, &people).await);
        let stand: Vec<&(String, String)> =
            people.iter().filter(|(person, _)| *person != one && *person != other).take(4).collect();
        let count = format!("{meeting}/count");
        let set_up = |seats: &str| -> Vec<(String, String)> {
            let tellers = [&one, &other].map(|teller| ("teller".to_owned(), teller.clone()));
            let candidates = stand.iter().map(|(person, _)| ("candidate".to_owned(), person.clone()));
            tellers.into_iter().chain(candidates).chain([("seats".to_owned(), seats.to_owned())]).collect()
        };
        assert_eq!(served.get(&member, &count).await.status, 404, "nobody counts yet");
        served.post(&recorder, &count, &[("teller", one.as_str())]).await.says(&["应选两名计票人"]);
        served.post(&recorder, &count, &pairs(&set_up("三"))).await.says(&["现在是“三”"]);
        let twice = [("teller", one.as_str()), ("teller", one.as_str())];
        served.post(&recorder, &count, &twice).await.says(&["现在两次选了同一个人"]);
        let mut stands_too = set_up("3");
        stands_too.push(("candidate".to_owned(), one.clone()));
        served.post(&recorder, &count, &pairs(&stands_too)).await.says(&["候选人不能计票"]);
        // What was set up by mistake is taken back.
        assert_eq!(served.post(&recorder, &count, &pairs(&set_up("2"))).await.status, 303);
        assert_eq!(served.post(&recorder, &count, &[("do", "drop")]).await.status, 303);
        served.get(&recorder, &count).await.says(&["还没有定谁来计票"]);
        assert_eq!(served.get(&member, &count).await.status, 404);
        assert_eq!(served.post(&recorder, &count, &pairs(&set_up("3"))).await.status, 303);

        // Only whoever may vote has a paper.
        let list = served.get(&recorder, &meeting).await;
        let voters = list.body.split("有表决权人数 ").nth(1).unwrap().split('，').next().unwrap();
        let there: usize = voters.parse().unwrap();
        let told = |favour: [usize; 4]| -> Vec<(String, String)> {
            let papers = ["ballots-issued", "ballots-returned", "valid"];
            let mut told: Vec<(String, String)> =
                papers.iter().map(|field| ((*field).to_owned(), there.to_string())).collect();
            told.push(("invalid".to_owned(), "0".to_owned()));
            for ((person, _), votes) in stand.iter().zip(favour) {
                told.push((format!("in-favour-{person}"), votes.to_string()));
                told.push((format!("against-{person}"), (there - votes).to_string()));
                told.push((format!("abstained-{person}"), "0".to_owned()));
            }
            told
        };
        let tell = format!("{count}/tell");
        let lacking = served.post(&member, &tell, &[("valid", "x")]).await;
        assert_eq!(lacking.status, 422);
        lacking.says(&["应为整数"]);
        let right = told([there, there - 1, there - 1, 1]);
        assert_eq!(served.post(&recorder, &tell, &pairs(&right)).await.status, 303);
        let blind = served.get(&member, &count).await;
        blind.says(&["已交", "没有交"]);
        assert!(!blind.body.contains("两人数的"), "nobody sees what the other counted");
        let form = format!("{home}records/committee-elected/new?of={}", meeting.rsplit('/').next().unwrap());
        let waits = served.get(&recorder, &form).await;
        assert_eq!((waits.status, waits.header("location")), (303, Some(count.as_str())));
        assert_eq!(served.post(&member, &tell, &pairs(&told([there, there - 1, there - 2, 1]))).await.status, 303);
        let unlike = served.get(&recorder, &count).await;
        unlike.says(&["两份不一样", "<td class=\"missed\">不同</td>"]);
        assert!(
            !unlike.body.contains("两人数的"),
            "whoever counts sees no figure to write off, whoever keeps the record too"
        );
        let id = meeting.rsplit('/').next().unwrap();
        let early = [("id", id), ("first", "2026-06-30")];
        let refused = served.post(&recorder, &format!("{home}records/committee-elected/new"), &early).await;
        assert_eq!(refused.status, 422);
        refused.says(&["两名计票人的数还不相同"]);
        assert_eq!(served.post(&member, &tell, &pairs(&right)).await.status, 303);
        let settled = served.get(&recorder, &count).await;
        settled.says(&["两份相同，可以写记录", "候选人得票", "候选人数", "应选人数 3"]);
        assert_eq!(settled.body.matches("<span class=\"badge met\">当选</span>").count(), 3);

        let form = served.get(&recorder, &form).await;
        assert_eq!(form.status, 200, "{}", form.body);
        let mut typed = held(&form);
        typed.extend([("field-secret-ballot".to_owned(), "yes".to_owned())]);
        let address = format!("{home}records/committee-elected/new");
        let mut other_figures = typed.clone();
        other_figures
            .iter_mut()
            .filter(|(name, _)| name == "field-valid")
            .for_each(|(_, value)| *value = "1".to_owned());
        served.post(&recorder, &address, &pairs(&other_figures)).await.says(&["两名计票人数的"]);
        let done = served.post(&recorder, &address, &pairs(&typed)).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let votes = served.get(&recorder, &format!("{home}records/candidate-votes")).await;
        for (_, name) in &stand {
            votes.says(&[name]);
        }
        assert_eq!(served.get(&recorder, &meeting).await.status, 404);
        let rule = served.get(&recorder, &format!("{home}rules/elected-without-votes-since-2020")).await;
        rule.says(&["badge met"]);
    });
}

#[test]
fn the_grades_of_an_evaluation_are_counted_twice_as_well() {
    served(async |served| {
        let (recorder, member) = (served.token_of("zuzhi").await, served.token_of("dangyuan").await);
        let home = served.home_of(&recorder).await;
        let meeting = open(&served, &recorder, "democratic-evaluation").await;
        let people = all_come(&served, &recorder, &meeting).await;
        let (one, other) = (person_of(&served, &recorder, &people).await, person_of(&served, &member, &people).await);
        let count = format!("{meeting}/count");
        let set_up = [("teller", one.as_str()), ("teller", other.as_str())];
        assert_eq!(served.post(&recorder, &count, &set_up).await.status, 303);
        let told = [("excellent", "2"), ("qualified", "5"), ("basically-qualified", "0"), ("unqualified", "0")];
        for token in [&recorder, &member] {
            assert_eq!(served.post(token, &format!("{count}/tell"), &told).await.status, 303);
        }
        let id = meeting.rsplit('/').next().unwrap();
        let form = served.get(&recorder, &format!("{home}records/democratic-evaluation/new?of={id}")).await;
        form.says(&["name=\"field-excellent\" value=\"2\"", "name=\"field-qualified\" value=\"5\""]);
        let secretary = served.token_of("shuji").await;
        assert_eq!(served.post(&secretary, &format!("{count}/tell"), &told).await.status, 404, "not one of the two");
        let lecture = open(&served, &recorder, "party-lecture").await;
        assert_eq!(served.get(&recorder, &format!("{lecture}/count")).await.status, 404, "nothing to count");
    });
}
