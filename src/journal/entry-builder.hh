// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"
#include "journal/field-set.hh"
#include "journal/sender.hh"

namespace hardenctl {

/**
 * Makes the Entry of stored fields; the only place that decides which of them are believed. Of an
 * untrusted sender a MESSAGE_ID= that is systemd's own is dropped, too, so that an id alone proves
 * the sender. The realtime of the fields is __REALTIME_TIMESTAMP= if there is no source time.
 */
class EntryBuilder {
	FieldSet fields_;
	Entry entry_;
	Sender sender_ = Sender::Other;
	bool user_;

	void take_common();
	void take_sender_facts();
	void take_manager_facts(Field unit, Field invocation);
	void take_coredump_facts();
	void take_audit_facts();

public:
	/** @param user of a user's units: COREDUMP_USER_UNIT= instead of COREDUMP_UNIT= */
	explicit EntryBuilder(bool user) noexcept : user_(user) {}

	/** Where the next entry's fields go; forget the ones before with clear(). */
	FieldSet &fields() noexcept { return fields_; }
	const FieldSet &fields() const noexcept { return fields_; }

	/** Once per entry: moves the fields' values; valid until the next call. */
	Entry &finish();

	Sender sender() const noexcept { return sender_; }

	/** Does it speak of units of the kind asked for: the system's, or a user's? */
	bool is_of_asked_manager() const noexcept;
};

} // namespace hardenctl
