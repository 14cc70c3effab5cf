// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/operation-kind.hh"

#include <span>
#include <string_view>

/** Words of logs and what they mean, generated from phrases/FAMILY.toml and the records. */
namespace hardenctl {

/** What the first group of a pattern is. */
enum class Capture { None, Path, Setting, Limit };

inline constexpr unsigned no_capability = ~0U;

/** Of its meaning, only what its family has is set. */
struct Phrase {
	/** RE2, searched anywhere in a line; case is ignored, but for messages of systemd. */
	std::string_view pattern;
	/** Lower case; a line that it matches holds one of them. Empty if that cannot be said. */
	std::span<const std::string_view> literals;
	Answer answer;
	/** Other errnos that the same words stand for. */
	std::span<const int> alternatives;
	/** Stands beside more exact words. */
	bool general;
	OperationKind kind;
	std::string_view call;
	Access access;
	/** As Operation::resource. */
	std::string_view resource;
	std::string_view path;
	unsigned capability;
	/** As Denial::other_cause_reason. */
	std::string_view other_cause;
	/** Of systemd, 200 to 246; 0 if the manager refused the unit. */
	int exit_status;
	/** Names of directives. */
	std::string_view setting;
	Capture capture;
	/** 1, or less where other causes are as likely. */
	double strength;
	/** A line that it matches, and of its family none before it. */
	std::string_view example;
};

extern const std::span<const Phrase> capabilities_phrases;
extern const std::span<const Phrase> errno_of_another_phrases;
extern const std::span<const Phrase> errno_phrases;
extern const std::span<const Phrase> limits_phrases;
extern const std::span<const Phrase> line_kinds_phrases;
extern const std::span<const Phrase> memory_phrases;
extern const std::span<const Phrase> objects_phrases;
extern const std::span<const Phrase> operations_phrases;
extern const std::span<const Phrase> setup_steps_phrases;
extern const std::span<const Phrase> unrelated_errors_phrases;

/** The rows of line-kinds.toml, in their order. */
enum class LineKind {
	/** A user or a group was looked up in vain. */
	FailedLookup,
	/** A file was not opened, read or written. */
	FailedFile,
	/** Something failed, whatever it was. */
	Failure,
	/** A socket, a process or another identity was not to be had. */
	FailedCall,
	/** A limit is less than what is needed, or than what it should have been set to. */
	LimitTooLow,
	/** The program went on in spite of it. */
	Survived,
	Warning,
	/** An error, whatever else the line is called. */
	Error,
	/** Memory was asked for in vain. */
	MemoryFailure,
	/** A program that works by its setuid bit, and has not got what that gives. */
	MissingSetuid,
	/** It has to run as another user. */
	DemandsIdentity,
	/** It should not, or need not, run as that user. */
	AdvisesAgainst,
	/** A module of a language was not found where its interpreter looks. */
	MissingModule,
};

} // namespace hardenctl
