//! All that a plan names, laid out of the archive and read: the same for the night itself and for whoever runs it again.

use super::archive::{Archive, Filed, hashed};
use super::plan::{Evening, Plan, program};
use crate::baselines::Snapshot;
use crate::detector::{Context, hashes};
use crate::engines::Findings;
use crate::error::{Error, Result};
use crate::ingest::Mapping;
use crate::learned::{Registry, Speaker, evidence_version};
use crate::reference::Reference;
use crate::registers::Registers;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a plan names, read.
pub struct World {
    pub mapping: Mapping,
    pub reference: Arc<Reference>,
    pub registers: Arc<Registers>,
    pub speaker: Speaker,
    /// What the operator should know.
    pub notes: Vec<String>,
    folder: PathBuf,
    baselines: PathBuf,
}

/// Registers that officers' decisions make.
const DECISIONS: &str = "decisions";

impl World {
    /// Lays everything into `folder` and reads it. With `checked`, every byte is hashed first.
    ///
    /// # Errors
    /// [`Error::Input`] where something is gone, was changed, or cannot be read; [`Error::Usage`] where the mapping is wrong or the plan
    /// is another program's.
    pub fn lay(plan: &Plan, archive: &Archive, baselines: &Path, folder: &Path, checked: bool) -> Result<World> {
        let (program, model, evidence) = program();
        if (&plan.program, &plan.model, &plan.evidence) != (&program, &model, &evidence) {
            return Err(Error::Usage(format!(
                "the night was made by {} ({}), this is {program} ({model}): run it again with that program",
                plan.program, plan.model
            )));
        }
        let lay = |inner: &str, files: &[Filed]| -> Result<()> {
            files.iter().try_for_each(|filed| archive.lay(filed, &folder.join(inner).join(&filed.name), checked))
        };
        lay("mapping", &plan.mapping_files)?;
        lay("tables", &plan.tables)?;
        lay("registers", &plan.registers)?;
        lay("models", &plan.models)?;
        if let Some(decisions) = &plan.decisions {
            archive.lay(decisions, &folder.join(DECISIONS).join("inspections.csv"), checked)?;
        }
        for (inner, files) in [("inputs", &plan.inputs), ("history", &plan.history)] {
            for (number, filed) in files.iter().enumerate() {
                archive.lay(filed, &folder.join(inner).join(format!("{number:04}")), checked)?;
            }
        }
        World::read(plan, baselines, folder)
    }

    fn read(plan: &Plan, baselines: &Path, folder: &Path) -> Result<World> {
        let laid = folder.join("mapping/mapping.toml");
        let name = if plan.mapping_files.is_empty() { plan.mapping.clone() } else { laid.display().to_string() };
        let mapping = Mapping::load(&name)?;
        if mapping.digest() != plan.mapping_sha256 {
            let why = "it does not read as it did when the night was planned: a code table that it names is gone";
            return Err(Error::input(&plan.mapping, why, "keep code tables beside the mapping"));
        }
        let some = |inner: &str, files: &[Filed]| (!files.is_empty()).then(|| folder.join(inner));
        let reference = Arc::new(Reference::load(some("tables", &plan.tables).as_deref())?);
        let mut notes = Vec::new();
        let mut registers =
            some("registers", &plan.registers).map(|place| Registers::load(&place)).transpose()?.unwrap_or_default();
        if plan.decisions.is_some() {
            let (joined, contradicted) = registers.with(Registers::load(&folder.join(DECISIONS))?);
            registers = joined;
            if contradicted > 0 {
                notes.push(format!(
                    "{contradicted} outcomes of decisions and inspections contradict one another on the same day and were left out"
                ));
            }
        }
        notes.extend(registers.set_aside().map(|told| format!("registers: {told}")));
        let models = some("models", &plan.models);
        let speaker = models.map_or_else(Speaker::label_free, |place| Registry::speaker(&place, &evidence_version()));
        notes.extend(speaker.spoken.note.clone());
        Ok(World {
            mapping,
            reference,
            registers: Arc::new(registers),
            speaker,
            notes,
            folder: folder.into(),
            baselines: baselines.into(),
        })
    }

    /// Path of an input.
    pub fn input(&self, number: usize) -> PathBuf {
        self.folder.join("inputs").join(format!("{number:04}"))
    }

    /// Paths of the history.
    pub fn history(&self, plan: &Plan) -> Vec<PathBuf> {
        (0..plan.history.len()).map(|number| self.folder.join("history").join(format!("{number:04}"))).collect()
    }

    /// What was known on an evening, with the hashes of its snapshot; without an evening the lists alone.
    ///
    /// # Errors
    /// [`Error::Input`] where the snapshot is gone or is another than the plan names.
    pub fn context(&self, plan: &Plan, evening: Option<&Evening>) -> Result<(Context, BTreeMap<String, String>)> {
        self.known_on(plan, evening, |place| Context::read(self.reference.clone(), place, None))
    }

    /// The same to measure lines with and for nothing else: what only a trained model reads is left out where none speaks.
    ///
    /// # Errors
    /// As [`World::context`].
    pub fn past(&self, plan: &Plan, evening: &Evening) -> Result<(Context, BTreeMap<String, String>)> {
        self.known_on(plan, Some(evening), |place| match self.is_label_free() {
            true => Context::read_for_label_free(self.reference.clone(), place),
            false => Context::read(self.reference.clone(), place, None),
        })
    }

    fn known_on(
        &self,
        plan: &Plan,
        evening: Option<&Evening>,
        read: impl FnOnce(&Path) -> Result<(Context, Snapshot)>,
    ) -> Result<(Context, BTreeMap<String, String>)> {
        let (context, files) = match evening {
            None => (Context::empty(self.reference.clone()), BTreeMap::new()),
            Some(evening) => {
                let place = self.baselines.join(evening.evening.to_string());
                if stamp_of(&place)?.sha256 != evening.sha256 {
                    let why = "it is not the snapshot that the night was planned with";
                    return Err(Error::input(&place, why, "run the night again, or bring the snapshot back"));
                }
                let (context, snapshot) = read(&place)?;
                (context, hashes(&snapshot.folder)?)
            }
        };
        Ok((context.with_registers(self.registers.clone()).under(plan.rules()), files))
    }

    fn is_label_free(&self) -> bool {
        self.speaker.champion.is_none() && self.speaker.shadow.is_none()
    }

    /// The context as scoring wants it: where no trained model speaks, nobody reads the risk profile, and it is not worked out. What was
    /// taken is given back, for learning.
    pub fn for_scoring(&self, context: &mut Context) -> Arc<Findings> {
        if self.is_label_free() { std::mem::take(&mut context.findings) } else { context.findings.clone() }
    }
}

/// A snapshot's stamp, by name and hash.
///
/// # Errors
/// [`Error::Input`] where there is none.
pub fn stamp_of(snapshot: &Path) -> Result<Filed> {
    hashed(&snapshot.join("snapshot.json"), "snapshot.json")
}
