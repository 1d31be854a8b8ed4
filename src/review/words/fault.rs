//! What a page says when something cannot be done, and what to do next.

use super::super::lang::Text;

pub const BACK_TO_QUEUE: Text = Text::new("To the queue", "返回案件列表");
pub const REQUEST: Text = Text::new("Request", "请求编号");

pub const MISSING: Text = Text::new("There is no such page or case", "页面或案件不存在");
pub const MISSING_HINT: Text = Text::new(
    "It does not exist, or it lies outside your offices. If you followed a link from a colleague, ask which office the case belongs to.",
    "该内容不存在，或不在您的关区范围内。如由同事提供链接，请确认案件所属关区。",
);
pub const FORBIDDEN: Text = Text::new("Your role may not do this", "您的角色无权执行此操作");
pub const FORBIDDEN_HINT: Text = Text::new(
    "Nothing was changed. Ask a colleague whose role may do it, or an administrator to change yours.",
    "未作任何更改。请联系有权限的同事，或请管理员调整您的角色。",
);
pub const NOT_OURS: Text = Text::new("This form did not come from our page", "表单来源无法确认");
pub const NOT_OURS_HINT: Text = Text::new(
    "Nothing was changed. Open the page again and repeat it; if you signed in anew in another tab, this page is older than your login.",
    "未作任何更改。请重新打开页面后再操作；若您已在其他标签页重新登录，本页已过期。",
);
pub const STALE: Text = Text::new("Someone else was faster", "案件已被他人更改");
pub const STALE_TOLD: Text = Text::new(
    "{by} acted on case {case} at {at}: {deed}. You read version {expected}; it is at version {found} now.",
    "{by} 于 {at} 对案件 {case} 执行了：{deed}。您所见为第 {expected} 版，现为第 {found} 版。",
);
pub const STALE_HINT: Text = Text::new(
    "Nothing of yours was written. What you put in is kept below: look at what changed, then send it again or leave it.",
    "您的内容尚未写入，已保留在下方：请先核对变更，再决定是否重新提交。",
);
pub const INVALID: Text = Text::new("Something put in cannot be taken", "输入内容不符合要求");
pub const INVALID_HINT: Text =
    Text::new("Nothing was changed. Go back, put it right and send it again.", "未作任何更改。请返回修改后重新提交。");
pub const WRONG_STATE: Text = Text::new("The case is not in a state for this", "案件当前状态不允许此操作");
pub const IN_OTHER_HAND: Text = Text::new("The case is in the hand of {by}", "案件由 {by} 经办");
pub const IN_OTHER_HAND_HINT: Text = Text::new(
    "Nothing was changed. Ask {by}, or a supervisor to assign it to you.",
    "未作任何更改。请联系 {by}，或请主管重新分派。",
);
pub const SECOND: Text = Text::new("A second person is needed", "需要第二人复核");
pub const SECOND_HINT: Text = Text::new(
    "{by} proposed it; a supervisor other than {by} has to approve or refuse it.",
    "由 {by} 提出；须由 {by} 以外的主管批准或驳回。",
);
pub const TOO_LATE: Text = Text::new("It can no longer be taken back", "已无法撤销");
pub const TOO_LATE_HINT: Text = Text::new(
    "Add a comment that tells what was meant, or ask a supervisor to reopen the case.",
    "请添加备注说明，或请主管重新打开案件。",
);
pub const EXISTS: Text = Text::new("It is there already", "已存在");
pub const EXISTS_HINT: Text = Text::new("Choose another name.", "请改用其他名称。");
pub const TOO_MANY: Text = Text::new("Too many requests", "请求过于频繁");
pub const TOO_MANY_HINT: Text = Text::new("Wait {seconds} seconds, then go on.", "请等待 {seconds} 秒后继续。");
pub const TOO_LARGE: Text = Text::new("What was sent is too large", "提交内容过大");
pub const TOO_LARGE_HINT: Text = Text::new(
    "Notes may hold 8,000 characters, files 20 MB. Nothing was changed.",
    "备注不超过 8,000 字，附件不超过 20 MB。未作任何更改。",
);
pub const BUSY: Text = Text::new("The store is busy", "系统繁忙");
pub const BUSY_HINT: Text = Text::new(
    "Another process is writing, as when a night opens its cases. Nothing was changed; try again in a few seconds.",
    "另一进程正在写入（例如夜间任务开立案件）。未作任何更改，请稍候重试。",
);
pub const BROKEN: Text = Text::new("This page failed", "页面出错");
pub const BROKEN_HINT: Text = Text::new(
    "It is not your fault, and nothing was half done. Try again; if it fails again, give the operator the number of the request below.",
    "并非您的操作问题，未留下半完成的更改。请重试；若仍出错，请将下方请求编号告知运维人员。",
);
pub const SLOW: Text = Text::new("This took too long", "处理超时");
pub const SLOW_HINT: Text = Text::new(
    "It was broken off. Ask for less (a narrower filter), or try again in a minute. Before repeating a decision, look at the case.",
    "已中止。请缩小筛选范围，或稍后重试。重复提交决定前请先查看案件。",
);
pub const METHOD: Text = Text::new("This address is not called that way", "请求方式不正确");
