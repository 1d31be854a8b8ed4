//! A small store to try things on.

use crate::cases::Actor;
use crate::cases::Answer;
use crate::cases::Belongs;
use crate::cases::CaseToOpen;
use crate::cases::Decision;
use crate::cases::Done;
use crate::cases::Dossier;
use crate::cases::Finding;
use crate::cases::LineRow;
use crate::cases::NightRecord;
use crate::cases::OpenMode;
use crate::cases::Opened;
use crate::cases::Outcome;
use crate::cases::ReasonTold;
use crate::cases::Role;
use crate::cases::Sqlite;
use crate::cases::Store;
use crate::cases::TypologyNamed;
use crate::cases::Verdict;
use crate::cases::Words;
use chrono::DateTime;
use chrono::Duration;
use chrono::NaiveDate;
use chrono::Utc;
use std::path::PathBuf;
use tempfile::TempDir;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many minutes after the nights are opened (2026-11-22, 10:00 in China).
pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-22T02:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
}

pub(super) fn officer(name: &str) -> Actor {
    Actor::everywhere(name, Role::Officer)
}

pub(super) fn supervisor(name: &str) -> Actor {
    Actor::everywhere(name, Role::Supervisor)
}

pub(super) fn of_offices(name: &str, role: Role, offices: &[&str]) -> Actor {
    Actor { user: name.into(), role, offices: Some(offices.iter().map(ToString::to_string).collect()) }
}

/// A line picked on a night: declaration, lane, risk, and what is changed of it.
pub(super) fn picked(declaration: &str, lane: &str, risk: f64) -> CaseToOpen {
    let dossier = Dossier {
        format: 1,
        night: day("2026-11-21"),
        rank: 1,
        lane: lane.into(),
        audit_probability: 0.004,
        declaration_id: declaration.into(),
        item_no: 1,
        accepted_on: day("2026-11-21"),
        office: "5301".into(),
        goods: "锑锭 antimony ingots".into(),
        hs_code: "8110101000".into(),
        exporter_id: "E1".into(),
        exporter_name: "湖南新材料有限公司".into(),
        consignee_name: "Nippon Metals K.K.".into(),
        destination: "JP".into(),
        net_mass_kg: Some(1_000.0),
        value_usd: Some(12_000.0),
        mineral: Some("antimony".into()),
        risk,
        severity: 0.9,
        priority: risk * 0.9,
        typology: Some(TypologyNamed {
            code: "T2".into(),
            name: Words { en: "undervalued".into(), zh: "低报".into() },
        }),
        reasons: vec![ReasonTold {
            signal: "unit-value-below-peers".into(),
            share: 0.7,
            text: Words { en: "cheap".into(), zh: "价低".into() },
            ..ReasonTold::default()
        }],
        scored_by: "label-free-3".into(),
        ..Dossier::default()
    };
    CaseToOpen { dossier, belongs: Belongs { kind: "line".into(), ..Belongs::default() } }
}

/// The same, in another hand.
pub(super) fn with(mut case: CaseToOpen, change: impl FnOnce(&mut CaseToOpen)) -> CaseToOpen {
    change(&mut case);
    case
}

/// Changes the dossier and the key.
pub(super) fn keyed(case: CaseToOpen, key: &str) -> CaseToOpen {
    with(case, |case| case.belongs.key = key.into())
}

pub(super) fn record(run: &str, night: &str) -> NightRecord {
    NightRecord {
        run_id: run.into(),
        night: day(night),
        at: at(0),
        rows: 100,
        capacity: 3,
        scored_by: "label-free-3".into(),
        manifest_sha256: "ab".repeat(32),
    }
}

/// The line of a picked one.
pub(super) fn row_of(case: &CaseToOpen) -> LineRow {
    let dossier = &case.dossier;
    LineRow {
        declaration_id: dossier.declaration_id.clone(),
        item_no: dossier.item_no,
        accepted_on: dossier.accepted_on,
        office: dossier.office.clone(),
        exporter_id: dossier.exporter_id.clone(),
        exporter_name: dossier.exporter_name.clone(),
        consignee_id: dossier.consignee_id.clone(),
        consignee_name: dossier.consignee_name.clone(),
        hs_code: dossier.hs_code.clone(),
        mineral: dossier.mineral.clone(),
        destination: dossier.destination.clone(),
        net_mass_kg: dossier.net_mass_kg,
        value_usd: dossier.value_usd,
        risk: dossier.risk,
        rank: dossier.rank,
        lane: dossier.lane.clone(),
    }
}

/// A store in a folder that goes with it.
pub(super) struct World {
    pub store: Sqlite,
    pub folder: TempDir,
}

impl World {
    pub fn new() -> World {
        // In memory where there is such a place: what is tried here is not the disk.
        let memory = std::path::Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(place).unwrap();
        let place = folder.path().join("cases.db");
        let store = Sqlite::open(&place, OpenMode::Create).unwrap().with_anchor(&folder.path().join("audit.anchor"));
        World { store, folder }
    }

    /// With one night of these cases; their numbers are 1, 2, …
    pub fn opened(cases: Vec<CaseToOpen>) -> World {
        let world = World::new();
        world.night("run-1", "2026-11-21", cases).unwrap();
        world
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("cases.db")
    }

    pub fn anchor(&self) -> PathBuf {
        self.folder.path().join("audit.anchor")
    }

    pub fn night(&self, run: &str, night: &str, mut cases: Vec<CaseToOpen>) -> Answer<Opened> {
        cases.iter_mut().for_each(|case| {
            case.dossier.night = day(night);
            case.dossier.run_id = run.into();
        });
        let lines: Vec<LineRow> = cases.iter().map(row_of).collect();
        self.store.open_night(&record(run, night), &mut lines.into_iter(), cases)
    }

    pub fn version(&self, case: i64) -> i64 {
        self.store.case(&supervisor("eye"), case).unwrap().row.version
    }

    /// Decides at the version that stands.
    pub fn decide(&self, who: &Actor, minutes: i64, case: i64, decision: &Decision) -> Answer<Done> {
        self.store.decide(who, at(minutes), case, self.version(case), decision)
    }

    /// That nothing was done behind the log's back.
    pub fn whole(&self) {
        let proof = self.store.verify(&Actor::everywhere("proof", Role::Auditor), &[]).unwrap();
        assert!(proof.whole(), "{:?}", proof.faults);
    }
}

/// A decision with a reason that fits.
pub(super) fn verdict(verdict: Verdict) -> Decision {
    let finding = match verdict {
        Verdict::Seizure => Some(Finding {
            outcome: Outcome::FalseDeclaration,
            typology: Some("T2".into()),
            seized_kg: Some(950.5),
            seized_value_usd: Some(40_000.0),
            inspected_on: day("2026-11-22"),
            lines: vec![],
        }),
        Verdict::Clear => Some(Finding {
            outcome: Outcome::Clear,
            typology: None,
            seized_kg: None,
            seized_value_usd: None,
            inspected_on: day("2026-11-22"),
            lines: vec![],
        }),
        _ => None,
    };
    let reason = crate::cases::reasons_for(verdict).next().unwrap();
    Decision { verdict, reason_code: reason.code.into(), note: "looked at".into(), finding }
}
