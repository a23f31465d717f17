//! One unit: its branches are evaluated one after another, and what others have to know of them is written last.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use facts::{Day, Fact, OrganisationId, Period, Quantity, wire};
use findings::{Branch, Evaluator, Reached};
use roster::Form;
use rulebook::Status;
use serde::{Deserialize, Serialize};

use super::Run;
use super::files::{CountsFile, FindingsFile};
use super::tally::{self, Cell, Sums, Tally};

/// What others have to know of a unit.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// By day.
    pub days: Vec<DayOfPart>,
    /// The chains of those who stand above branches, as far as rules see them: they are evaluated when all
    /// units are done.
    pub above: Vec<Vec<String>>,
}

/// A unit on one day.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DayOfPart {
    /// How many organisations stand on it.
    pub organisations: u64,
    /// Under whom each stands who stands under anybody.
    pub superiors: Vec<(String, String)>,
    /// What each branch reached, in hundredths by dimension.
    pub reached: Vec<(String, Vec<Option<i64>>)>,
    /// What was found about those directly below each superior, counted together; under an empty name that about those
    /// who stand under nobody.
    pub sums: BTreeMap<String, Vec<(u16, String, String, u64)>>,
}

impl DayOfPart {
    fn add(&mut self, organisation: OrganisationId, superior: Option<OrganisationId>, reached: Option<Reached>) {
        let own = organisation.to_string();
        if let Some(reached) = reached {
            self.reached.push((own.clone(), reached.scores.iter().map(|score| score.map(|score| score.0)).collect()));
        }
        if let Some(superior) = superior {
            self.superiors.push((own, superior.to_string()));
        }
    }
}

/// What a branch reached, as a part has it.
pub fn reached_of(scores: &[Option<i64>]) -> Reached {
    Reached { scores: scores.iter().map(|score| score.map(Quantity)).collect() }
}

/// Where a unit's part lies; it is there when the unit is done.
pub fn part_path(unit: &str) -> String {
    format!("parts/unit={unit}.json")
}

/// The counts and findings of some organisations, while they are made.
pub struct Written {
    counts: CountsFile,
    findings: Option<FindingsFile>,
}

impl Written {
    pub fn new(run: &Run<'_>) -> Result<Written> {
        let findings = run.wanted.findings.then(FindingsFile::new).transpose()?;
        Ok(Written { counts: CountsFile::new(run.rulebook)?, findings })
    }

    /// Writes what was found about an organisation on a day, and gives it back counted.
    pub fn add(
        &mut self,
        run: &Run<'_>,
        (day, organisation): (Day, OrganisationId),
        (evaluator, branch): (&Evaluator<'_>, &Branch),
        tally: &mut Tally,
    ) -> Result<Vec<(Cell, u64)>> {
        tally.add(evaluator.outcomes());
        let cells: Vec<(Cell, u64)> = tally.take().into_iter().map(|(cell, count)| (cell, u64::from(count))).collect();
        self.counts.add((day, organisation), cells.iter().copied())?;
        if let Some(file) = &mut self.findings {
            file.add(run.rulebook, (day, organisation), &evaluator.findings(branch))?;
        }
        Ok(cells)
    }

    pub fn finish(self, run: &Run<'_>, name: &str) -> Result<()> {
        run.out.put(&format!("own/{name}.parquet"), self.counts.finish()?)?;
        match self.findings {
            Some(findings) => run.out.put(&format!("findings/{name}.parquet"), findings.finish()?),
            None => Ok(()),
        }
    }
}

/// Does one unit, unless it is done.
pub fn sweep(run: &Run<'_>, unit: &str, years: &[i32]) -> Result<()> {
    if run.out.has(&part_path(unit))? {
        return Ok(());
    }
    let mut evaluators: Vec<Evaluator<'_>> = run.dated.iter().map(Evaluator::new).collect();
    let mut tally = Tally::new(run.rulebook);
    let mut written = Written::new(run)?;
    let mut part = Part { days: run.dated.iter().map(|_| DayOfPart::default()).collect(), above: Vec::new() };
    let mut sums: Vec<BTreeMap<Option<OrganisationId>, Sums>> = run.dated.iter().map(|_| BTreeMap::new()).collect();
    let mut chains = run.lake.chains_for_rules(unit, years)?;
    while let Some(organisation) = chains.advance()? {
        let mut records = chains.records(run.program)?;
        let mut stands_above = false;
        for (place, (day, dated)) in run.wanted.as_of.iter().zip(run.dated).enumerate() {
            let (Some(evaluator), Some(of_day), Some(sums)) =
                (evaluators.get_mut(place), part.days.get_mut(place), sums.get_mut(place))
            else {
                continue;
            };
            let branch = records.branch(dated, run.wanted.known_at)?;
            let superior = branch.roster.superior_on(*day);
            let form = branch.roster.form_on(*day);
            of_day.organisations += u64::from(form.is_some());
            if form.is_some_and(Form::stands_above) {
                of_day.add(organisation, superior, None);
                stands_above = true;
                continue;
            }
            evaluator.evaluate(&branch);
            let cells = written.add(run, (*day, organisation), (evaluator, &branch), &mut tally)?;
            let reached = run.looks_below.then(|| evaluator.reached(&branch)).flatten();
            of_day.add(organisation, superior, reached);
            tally::add(sums.entry(superior).or_default(), cells);
        }
        if stands_above {
            part.above.push(chains.chain()?.iter().map(wire::encode).collect());
        }
    }
    for (of_day, sums) in part.days.iter_mut().zip(sums) {
        of_day.sums = sums.into_iter().map(|(superior, sums)| (written_id(superior), written_sums(sums))).collect();
    }
    written.finish(run, &format!("unit={unit}"))?;
    run.out.put(&part_path(unit), serde_json::to_vec(&part)?)
}

fn written_id(id: Option<OrganisationId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn written_sums(sums: Sums) -> Vec<(u16, String, String, u64)> {
    let written =
        |((clause, period, status), count): (Cell, u64)| (clause, period.to_string(), status.slug().to_owned(), count);
    sums.into_iter().map(written).collect()
}

/// Reads what [`sweep`] wrote.
pub fn read_part(run: &Run<'_>, unit: &str) -> Result<Part> {
    let bytes = run.out.read_whole(&part_path(unit))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{}/{} 读不懂", run.out.shown(), part_path(unit)))
}

/// Counts as a part has them.
pub fn read_sums(sums: &[(u16, String, String, u64)]) -> Result<Vec<(Cell, u64)>> {
    let cell = |(clause, period, status, count): &(u16, String, String, u64)| {
        let period = Period::parse(period).context("期间读不懂")?;
        let status = Status::ALL.into_iter().find(|known| known.slug() == status).context("结果读不懂")?;
        Ok(((*clause, period, status), *count))
    };
    sums.iter().map(cell).collect()
}

/// The chains of those who stand above branches.
pub fn read_above(part: &Part) -> Result<Vec<(OrganisationId, Vec<Fact>)>> {
    let mut chains = Vec::with_capacity(part.above.len());
    for chain in &part.above {
        let facts = chain.iter().map(|fact| wire::decode(fact)).collect::<Result<Vec<Fact>, _>>()?;
        let first = facts.first().context("一条台账是空的")?.organisation;
        chains.push((first, facts));
    }
    Ok(chains)
}
