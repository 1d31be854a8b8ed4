//! Texts of the login and of one's own account.

use super::super::lang::Text;

pub const TITLE: Text = Text::new("Sign in", "登录");
pub const LEAD: Text = Text::new("The investigator's desk for export declarations", "出口报关单风险查核工作台");
pub const USER: Text = Text::new("User name", "用户名");
pub const PASSWORD: Text = Text::new("Password", "密码");
pub const ENTER: Text = Text::new("Sign in", "登录");
pub const WRONG: Text = Text::new("User name and password do not fit.", "用户名或密码不正确。");
pub const LOCKED: Text = Text::new(
    "Too many failed tries. For {minutes} minutes nobody can sign in under this name or from this address, not even with the right password.",
    "失败次数过多。{minutes} 分钟内此用户名或地址无法登录，即使密码正确亦然。",
);
pub const EXPIRED: Text = Text::new(
    "You were signed out after a while without use. Sign in to go on where you were.",
    "您因长时间未操作已退出。请重新登录以继续。",
);
pub const SIGNED_OUT: Text = Text::new("You are signed out.", "您已退出登录。");
pub const NOBODY: Text = Text::new("Nobody has an account yet", "尚无任何账户");
pub const NOBODY_HINT: Text = Text::new(
    "The operator of this computer makes the first one, on the command line:",
    "请由本机运维人员在命令行创建第一个账户：",
);
pub const NOBODY_THEN: Text = Text::new("Then load this page again.", "然后刷新本页。");
pub const BUSY: Text =
    Text::new("Many are signing in right now. Try again in a few seconds.", "当前登录人数较多，请稍候重试。");

pub const ACCOUNT: Text = Text::new("Your account", "您的账户");
pub const ROLE: Text = Text::new("Role", "角色");
pub const OFFICES: Text = Text::new("Offices", "关区");
pub const SIGNED_IN_AT: Text = Text::new("Signed in", "登录时间");
pub const CHANGE: Text = Text::new("Change your password", "修改密码");
pub const MUST_CHANGE: Text = Text::new(
    "Someone else set this password. Choose your own before you go on.",
    "当前密码由他人设定，请先更换为您自己的密码。",
);
pub const OLD: Text = Text::new("Present password", "当前密码");
pub const NEW: Text = Text::new("New password", "新密码");
pub const AGAIN: Text = Text::new("New password again", "再次输入新密码");
pub const RULE: Text = Text::new(
    "At least {min} characters; a few words in a row are easier to keep than signs.",
    "至少 {min} 个字符；由几个词组成比符号更易记忆。",
);
pub const SAVE: Text = Text::new("Change the password", "修改密码");
pub const CHANGED: Text =
    Text::new("The password is changed. All your other sessions are ended.", "密码已修改，其他会话均已结束。");
pub const OLD_WRONG: Text = Text::new("The present password does not fit.", "当前密码不正确。");
pub const DIFFER: Text = Text::new("The two new passwords differ.", "两次输入的新密码不一致。");
pub const SHORT: Text =
    Text::new("The password is too short: at least {min} characters.", "密码过短：至少 {min} 个字符。");
pub const LONG: Text = Text::new("The password is too long.", "密码过长。");
pub const HAS_NAME: Text = Text::new("The password holds the user name.", "密码不得包含用户名。");
pub const PLAIN: Text = Text::new(
    "The password is too easy to guess: use more different characters.",
    "密码过于简单：请使用更多不同字符。",
);
