//! The command line in Chinese: its help, and what is wrong with it.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

/// How a command's help is laid out.
pub(crate) const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// Reads the command line. What is wrong with it, or the help that was asked for, is told here.
#[expect(clippy::wildcard_enum_match_arm, reason = "clap may add kinds of error")]
pub(crate) fn parse<C: CommandFactory + FromArgMatches>() -> Result<C, ExitCode> {
    let command = in_chinese(C::command());
    let read = command.try_get_matches().and_then(|matches| C::from_arg_matches(&matches));
    read.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away wanted no more of it.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(crate::failure::BAD_INPUT)
        }
        _ => crate::failure::tell(&crate::failure::BadInput(sentence(&error)).into()),
    })
}

/// The parts of a help text that clap words itself.
fn in_chinese(command: clap::Command) -> clap::Command {
    let command = command
        .help_template(TEMPLATE)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading)
        });
    let own = |name: &'static str, short, action, help: &'static str| {
        clap::Arg::new(name).long(name).short(short).action(action).help(help).help_heading("选项")
    };
    let is_root = command.get_version().is_some();
    let command = command.arg(own("help", 'h', clap::ArgAction::Help, "显示用法"));
    let command = if is_root {
        command.arg(own("version", 'V', clap::ArgAction::Version, "显示版本"))
    } else {
        command
    };
    command.mut_subcommands(in_chinese)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "clap may add kinds of error")]
fn sentence(error: &clap::Error) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(_) | None => String::new(),
    };
    let argument = told(ContextKind::InvalidArg);
    let advice = "用 --help 查看用法。";
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令。{advice}", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("不认识参数“{argument}”。{advice}"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}。{advice}"),
        ErrorKind::MissingSubcommand => format!("缺少命令。{advice}"),
        ErrorKind::ArgumentConflict => format!("参数“{argument}”不能这样同时使用。{advice}"),
        ErrorKind::InvalidValue if told(ContextKind::InvalidValue).is_empty() => {
            format!("参数“{argument}”缺少值。{advice}")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数“{argument}”的值“{}”无法识别。{advice}", told(ContextKind::InvalidValue))
        }
        _ => format!("命令行有误。{advice}"),
    }
}
