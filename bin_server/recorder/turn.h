// What one turn of the loop has gathered: captures to be stored, and answers in the order in which their requests came.
// The loop's thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bin_server/model/captured_request.h"
#include "bin_server/recorder/capture_answer.h"
#include "bin_server/recorder/deferred_answer.h"
#include "bin_server/store/capture_store.h"

namespace hookloop {

class Connection;

// What becomes of the connection when the answer is written. Linger: nothing more is taken, and it is closed when the
// peer has closed too, or after a short while; closing at once could lose the answer on its way (RFC 9112 section 9.6).
enum class AfterAnswer { keep, linger };

struct TurnAnswer {
  std::shared_ptr<Connection> connection;
  AfterAnswer after = AfterAnswer::keep;
  AnswerContext context;

  // Either an answer that needs no store …
  std::string bytes;
  // … or one that waits for the commit: the index into Turn::drafts and what the bin says then. Without settings the
  // capture is stored and `bytes` is the answer all the same (a malformed request's 400).
  std::optional<std::size_t> draft;
  std::shared_ptr<const BinSettings> settings;
  // An answer that takes its time or goes wrong on purpose: it is performed once its draft is stored.
  std::optional<GivenAnswer> performance;
  // … and of one that a target has to give: what to make it of then.
  std::optional<DeferredAnswer> deferred = std::nullopt;
};

struct Turn {
  std::vector<CaptureDraft> drafts;
  std::vector<TurnAnswer> answers;
  std::vector<AnswerNote> notes;  // of answers that were performed

  bool empty() const { return answers.empty() && notes.empty(); }
  void clear() {
    drafts.clear();
    answers.clear();
    notes.clear();
  }
};

}  // namespace hookloop
