//! What minerals and their forms are called in Chinese, for sentences.

/// Chinese name of a mineral as the tables name it; the name itself where it has none here.
pub fn mineral_zh(mineral: &str) -> &str {
    match mineral {
        "antimony" => "锑",
        "bismuth" => "铋",
        "cerium" => "铈",
        "dysprosium" => "镝",
        "erbium" => "铒",
        "europium" => "铕",
        "gadolinium" => "钆",
        "gallium" => "镓",
        "germanium" => "锗",
        "graphite" => "石墨",
        "holmium" => "钬",
        "indium" => "铟",
        "lithium" => "锂",
        "lithium battery" => "锂电池",
        "lutetium" => "镥",
        "molybdenum" => "钼",
        "neodymium" => "钕",
        "rare earth" => "稀土",
        "samarium" => "钐",
        "scandium" => "钪",
        "silver" => "银",
        "superhard" => "超硬材料",
        "tellurium" => "碲",
        "terbium" => "铽",
        "thulium" => "铥",
        "tungsten" => "钨",
        "ytterbium" => "镱",
        "yttrium" => "钇",
        other => other,
    }
}

/// Chinese name of a form as the glossary names it; the name itself where it has none here.
pub fn form_zh(form: &str) -> &str {
    match form {
        "alloy" | "heavy-alloy" => "合金",
        "any" => "形态不限",
        "apt" => "仲钨酸铵",
        "article" => "制品",
        "artificial" => "人造",
        "carbide" => "碳化物",
        "chloride" => "氯化物",
        "compound" => "化合物",
        "finished" => "成品",
        "host" => "含少量该矿物的货物",
        "magnet" => "磁体",
        "metal" => "金属",
        "natural" => "天然",
        "nitride" => "氮化物",
        "optics" => "光学元件",
        "ore" => "矿",
        "organic" => "有机化合物",
        "other" => "清单外货物",
        "oxide" => "氧化物",
        "phosphide" => "磷化物",
        "powder" => "粉末",
        "sulfide" => "硫化物",
        "target" => "靶材",
        "wafer" => "晶片",
        other => other,
    }
}
