//! What people decide about models: add, promote, go back, listen along, retire. Each decision is an entry of the log.

use super::LABEL_FREE;
use super::approved::Named;
use super::comparison::{Comparison, Scores};
use super::folder::{Parts, write};
use super::lock::Lock;
use super::log::{Action, Entry, Role};
use super::manifest::{Manifest, check_name};
use super::registry::{Place, Registry};
use super::scorer::Learned;
use crate::error::{Error, Result};
use crate::folder;
use chrono::DateTime;
use serde_json::json;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Lines with evasion that a comparison needs, for a promotion to stand on it (est.: with fewer, one line moves every figure).
const SOUGHT_MIN: u64 = 10;

/// Who decides, when and why.
#[derive(Debug, Clone, Copy)]
pub struct Decider<'a> {
    /// Name of the person.
    pub who: &'a str,
    /// Reason.
    pub why: &'a str,
    /// Now, RFC 3339 with its offset.
    pub at: &'a str,
}

/// What a promotion is asked to look at.
#[derive(Debug, Clone, Copy)]
pub struct Promotion<'a> {
    /// NAME-NUMBER of the challenger.
    pub model: &'a str,
    /// File that `models compare` wrote; `None`: where it writes by itself.
    pub comparison: Option<&'a Path>,
    /// Version of the evidence that this program measures.
    pub evidence: &'a str,
    /// Promote although the challenger is clearly worse, or compared on too few lines to tell; the log says so.
    pub although_worse: bool,
}

/// How a roll-back ended.
#[derive(Debug)]
pub struct RolledBack {
    /// The entry of the log.
    pub entry: Entry,
    /// Earlier champions that could not take over, and why.
    pub passed_over: Vec<String>,
}

impl Registry {
    /// Writes a newly trained model into the folder, under the next number of its name, and its training into the log.
    ///
    /// `manifest` comes without number, files and hashes; it is returned with them.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program writes, [`Error::Usage`] for names, [`Error::Input`] for a damaged log,
    /// [`Error::Write`].
    pub fn add(models: &Path, manifest: Manifest, parts: &Parts, at: &str, why: &str) -> Result<Manifest> {
        check_name(&manifest.name)?;
        let trainer = Decider { who: &manifest.trained_by.clone(), why, at };
        let entry = trainer.entry(Role::Trainer, Action::Trained)?;
        let _lock = Lock::to_write(models)?;
        folder::recover(models)?;
        let mut registry = Registry::read(models)?;
        let number = registry.next_number(&manifest.name);
        let manifest = write(models, manifest, number, parts)?;
        let (model, model_sha256) = (manifest.folder_name(), manifest.model_sha256.clone());
        registry.append(Entry { model, model_sha256, ..entry })?;
        Ok(manifest)
    }

    /// Makes a model the champion.
    ///
    /// It must be whole, fit the evidence, not be retired, be approved by someone other than its trainer, and have been
    /// compared with the present champion (label-free where there is none) on lines that neither learned from.
    ///
    /// # Errors
    /// [`Error::Usage`] for the approver, the reason or the name, [`Error::Input`] for a damaged model or a comparison that is
    /// missing, of other models, or speaks against it, [`Error::Busy`], [`Error::Write`].
    pub fn promote(models: &Path, asked: Promotion, approver: Decider) -> Result<Entry> {
        let entry = approver.entry(Role::Approver, Action::Promoted)?;
        let _lock = Lock::to_write(models)?;
        let mut registry = Registry::read(models)?;
        let Promotion { model, .. } = asked;
        let learned = Learned::of(registry.model(model)?)?;
        match registry.place_of(model) {
            Place::Champion => return Err(Error::Usage(format!("{model} is the champion already"))),
            Place::Retired => return Err(Error::Usage(format!("{model} is out of service; train a new one"))),
            Place::Shadow | Place::Waiting => {}
        }
        let manifest = learned.manifest();
        let logged = registry.standing().trained.get(model).map(|(_, who)| who);
        for trainer in [Some(&manifest.trained_by), logged].into_iter().flatten() {
            if same_person(trainer, approver.who) {
                let who = approver.who.trim();
                let why = format!("{who} trained {model} and cannot approve it; name another with --approver");
                return Err(Error::Usage(why));
            }
        }
        learned.fits(asked.evidence).map_err(|why| Error::Usage(format!("{model} would not speak: {why}")))?;
        let evidence = registry.compared(&learned, &asked)?;
        let named = Named { model: model.into(), model_sha256: manifest.model_sha256.clone() };
        registry.append(Entry { model: named.model, model_sha256: named.model_sha256, evidence, ..entry })
    }

    /// The numbers that a promotion stands on.
    fn compared(&self, challenger: &Learned, asked: &Promotion) -> Result<serde_json::Value> {
        let champion = self.standing().champion();
        let against = champion.map_or(LABEL_FREE, |champion| &champion.model);
        let usual = Comparison::place(self.place(), against, asked.model);
        let path = asked.comparison.unwrap_or(&usual);
        let remedy =
            format!("run `tidewaiter models compare {against} {} --evidence DIR --registers DIR`", asked.model);
        let no = |why: String| Error::input(path, why, &remedy);
        if !path.exists() {
            return Err(no(format!("{} was not compared with {against}, which speaks now", asked.model)));
        }
        let comparison = Comparison::read(path)?;
        let is = |scores: &Scores, model: &str, sha256: &str| scores.model == model && scores.model_sha256 == sha256;
        let sides = [
            (&comparison.champion, against, champion.map_or("", |champion| &champion.model_sha256)),
            (&comparison.challenger, asked.model, &challenger.manifest().model_sha256),
        ];
        for (scores, model, sha256) in sides {
            if !is(scores, model, sha256) {
                let hash = |sha256: &str| sha256.get(..12).unwrap_or("no hash").to_owned();
                let (other, is) = (hash(&scores.model_sha256), hash(sha256));
                return Err(no(format!("it compares {} ({other}), not {model} ({is})", scores.model)));
            }
        }
        let slice = &comparison.slice;
        if slice.evidence != asked.evidence {
            return Err(no(format!(
                "it was made on evidence {}, this program measures {}",
                slice.evidence, asked.evidence
            )));
        }
        let before = champion.and_then(|champion| self.named(champion).ok()).map(|read| read.manifest);
        for manifest in [Some(challenger.manifest()), before.as_ref()].into_iter().flatten() {
            if slice.from <= manifest.rows_to {
                return Err(no(format!(
                    "its lines begin on {}, and {} learned from lines up to {}",
                    slice.from,
                    manifest.folder_name(),
                    manifest.rows_to
                )));
            }
        }
        let sought = comparison.labels.sought();
        if sought < SOUGHT_MIN && !asked.although_worse {
            let why =
                format!("{sought} of its lines are evasion, and {SOUGHT_MIN} are needed to tell two models apart");
            let remedy = "compare them on more days, or promote with --although-worse and say why";
            return Err(Error::input(path, why, remedy));
        }
        let behind = comparison.falls_behind();
        if !behind.is_empty() && !asked.although_worse {
            let why = format!("{} falls behind {against}: {}", asked.model, behind.join("; "));
            return Err(Error::input(path, why, "train a better one, or promote with --although-worse and say why"));
        }
        let mut evidence = serde_json::to_value(&comparison).expect("plain data");
        evidence["falls_behind"] = json!(behind);
        Ok(evidence)
    }

    /// Goes back to the champion before the present one; where that one is damaged or does not fit, to the one before it, in the
    /// end to the label-free model. The present champion is not looked at, so a damaged one is no hindrance.
    ///
    /// # Errors
    /// [`Error::Usage`] where no trained model speaks, or for who or why; [`Error::Input`] for a damaged log; [`Error::Busy`];
    /// [`Error::Write`].
    pub fn roll_back(models: &Path, evidence: &str, by: Decider) -> Result<RolledBack> {
        let entry = by.entry(Role::Operator, Action::RolledBack)?;
        let _lock = Lock::to_write(models)?;
        let mut registry = Registry::read(models)?;
        let Some(present) = registry.standing().champion().cloned() else {
            return Err(Error::Usage("no trained model speaks, so there is none to go back from".into()));
        };
        let (mut passed_over, mut found) = (Vec::new(), None);
        for earlier in registry.standing().before() {
            match registry.usable(earlier, evidence) {
                Ok(_) => {
                    found = Some(earlier.clone());
                    break;
                }
                Err(why) => passed_over.push(format!("{}: {why}", earlier.model)),
            }
        }
        let to = found.unwrap_or(Named { model: LABEL_FREE.into(), model_sha256: String::new() });
        let evidence = json!({ "from": present.model, "passed_over": passed_over });
        let Named { model, model_sha256 } = to;
        let entry = registry.append(Entry { model, model_sha256, evidence, ..entry })?;
        Ok(RolledBack { entry, passed_over })
    }

    /// Lets a model be scored along, unseen; `None` ends that.
    ///
    /// # Errors
    /// [`Error::Usage`] for the champion, a retired model, who or why; [`Error::Input`] for a damaged one; [`Error::Busy`];
    /// [`Error::Write`].
    pub fn shadow(models: &Path, model: Option<&str>, evidence: &str, by: Decider) -> Result<Entry> {
        let entry = by.entry(Role::Operator, Action::Shadowed)?;
        let _lock = Lock::to_write(models)?;
        let mut registry = Registry::read(models)?;
        let Some(model) = model else {
            if registry.standing().shadow.is_none() {
                return Err(Error::Usage("no model is scored in the shadow".into()));
            }
            return registry.append(Entry { model: LABEL_FREE.into(), ..entry });
        };
        let learned = Learned::of(registry.model(model)?)?;
        let no = |why: &str| Err(Error::Usage(format!("{model} {why}")));
        match registry.place_of(model) {
            Place::Champion => return no("is the champion; a shadow is another one"),
            Place::Retired => return no("is out of service; train a new one"),
            Place::Shadow => return no("is the shadow already"),
            Place::Waiting => {}
        }
        learned.fits(evidence).map_err(|why| Error::Usage(format!("{model} would not speak: {why}")))?;
        let model_sha256 = learned.manifest().model_sha256.clone();
        registry.append(Entry { model: model.into(), model_sha256, ..entry })
    }

    /// Takes a model out of service for good; a damaged or lost one too.
    ///
    /// # Errors
    /// [`Error::Usage`] for the champion, a model that is unknown or retired already, who or why; [`Error::Busy`];
    /// [`Error::Write`].
    pub fn retire(models: &Path, model: &str, by: Decider) -> Result<Entry> {
        let entry = by.entry(Role::Operator, Action::Retired)?;
        let _lock = Lock::to_write(models)?;
        let mut registry = Registry::read(models)?;
        let Some(listed) = registry.models().into_iter().find(|listed| listed.model == model) else {
            return Err(Error::Usage(format!("no model is called `{model}`; `tidewaiter models list` names them")));
        };
        match listed.place {
            Place::Champion => Err(Error::Usage(format!("{model} speaks; promote another or roll back first"))),
            Place::Retired => Err(Error::Usage(format!("{model} is out of service already"))),
            Place::Shadow | Place::Waiting => {
                let trained = registry.standing().trained.get(model).map(|(sha256, _)| sha256.clone());
                let read = listed.manifest.ok().map(|manifest| manifest.model_sha256);
                let model_sha256 = trained.or(read).unwrap_or_default();
                registry.append(Entry { model: model.into(), model_sha256, ..entry })
            }
        }
    }
}

impl Decider<'_> {
    /// An entry of this person, without the model.
    fn entry(&self, role: Role, action: Action) -> Result<Entry> {
        let (who, why) = (self.who.trim(), self.why.trim());
        if who.is_empty() || why.is_empty() {
            let lacks = if who.is_empty() { "name of a person" } else { "reason" };
            return Err(Error::Usage(format!("the log of the models needs the {lacks}; an empty one is none")));
        }
        if let Err(cause) = DateTime::parse_from_rfc3339(self.at) {
            return Err(Error::Usage(format!("`{}` is no time of RFC 3339: {cause}", self.at)));
        }
        Ok(Entry {
            number: 0,
            at: self.at.into(),
            who: who.into(),
            role,
            action,
            model: String::new(),
            model_sha256: String::new(),
            why: why.into(),
            evidence: serde_json::Value::Null,
            previous: String::new(),
            sha256: String::new(),
        })
    }
}

/// Whether two names are one person's, whatever their case, width and blanks.
fn same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.nfkc().collect::<String>().to_lowercase().split_whitespace().collect::<String>();
    plain(one) == plain(other)
}
