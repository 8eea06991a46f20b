#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "emitter/cli/progress_bar.h"
#include "emitter/cli/trigger_report.h"
#include "shared/support/ascii.h"
#include "shared/support/problem.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// Of the receiver's answer: enough to recognise an error message, and still one line.
constexpr std::size_t kShownAnswerBytes = 100;
// A problem's sentences were written for the one who reads this line.
constexpr std::size_t kShownProblemBytes = 240;

// Not longer than `most`, and not cut inside a character.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

// "title: detail" of problem details (RFC 9457); nothing for an answer that is none, or not whole.
std::optional<std::string> problem_text(const Answer& answer) {
  const std::string_view type = find_header(answer.headers, "Content-Type").value_or("");
  if (!same_but_for_case(type.substr(0, type.find_first_of("; ")), kProblemContentType)) return std::nullopt;
  const auto problem = nlohmann::json::parse(answer.body, nullptr, false);
  if (!problem.is_object()) return std::nullopt;
  std::string text;
  for (const char* key : {"title", "detail"}) {
    const auto found = problem.find(key);
    if (found == problem.end() || !found->is_string()) continue;
    text += (text.empty() ? "" : ": ") + found->get<std::string>();
  }
  if (text.empty()) return std::nullopt;
  return text;
}

std::string shown_answer(const Answer& answer) {
  if (const auto problem = problem_text(answer)) {
    const std::string_view shown = beginning(*problem, kShownProblemBytes);
    return printable(shown) + (shown.size() < problem->size() ? "…" : "");
  }
  const std::string_view body = answer.body;
  const auto begin = body.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  const std::string_view line = body.substr(begin, body.find_first_of("\r\n", begin) - begin);
  const std::string_view shown = beginning(line, kShownAnswerBytes);
  const bool has_more_lines = answer.body_bytes > begin + line.size() &&
                              body.find_first_not_of(" \t\r\n", begin + line.size()) != std::string_view::npos;
  return printable(shown) + (shown.size() < line.size() || has_more_lines ? "…" : "");
}

class TextReport final : public TriggerReport {
 public:
  TextReport(std::ostream& out, const Clock& clock, const TextReportOptions& options)
      : out_(out), style_(options.colour), count_(options.count) {
    if (options.terminal && options.count >= kLongRun) bar_.emplace(out, clock, options.count, options.width);
  }

  void begin(const DeliveryTarget& target, EventType type) override {
    out_ << style_.bold(info(type).id) << " (" << info(type).console_name << ") to " << to_string(target.url) << '\n';
    if (bar_) bar_->show(0);
    out_.flush();
  }

  void attempt(std::uint64_t nth, const OutgoingDelivery& delivery, const AttemptReport& attempt,
               const OutgoingRequest*) override {
    if (bar_) {
      if (goes_without_saying(attempt)) return;
      bar_->clear();
    }
    if (count_ > 1) out_ << style_.dim(fmt::format("{}/{}", nth, count_)) << "  ";
    out_ << style_.dim(delivery.delivery_id) << "  attempt " << attempt.number;
    if (attempt.copy > 1) out_ << " copy " << attempt.copy;
    out_ << "  " << ending(attempt);
    if (!attempt.dropped) out_ << "  " << show_duration(attempt.exchange.phases.whole);
    if (attempt.exchange.answer) {
      const std::string answer = shown_answer(*attempt.exchange.answer);
      if (!answer.empty()) out_ << "  " << style_.dim(answer);
    }
    if (!attempt.faults.empty()) out_ << "  " << style_.yellow(fmt::format("[{}]", fmt::join(attempt.faults, "; ")));
    if (attempt.copy == 1 && attempt.decision.kind == RetryDecision::Kind::retry) {
      out_ << "  " << style_.yellow("next try in " + show_duration(attempt.decision.delay));
    }
    out_ << '\n';
    if (bar_) bar_->show(ended_);
    out_.flush();
  }

  void event_ended() override {
    ++ended_;
    if (bar_) bar_->show(ended_);
  }

  void end(const TriggerTally& tally) override {
    if (bar_) bar_->clear();
    const bool is_interrupted = tally.interrupted_by != 0;
    if (tally.events == 1 && tally.attempts == 1 && !is_interrupted) return;  // its one line has said it all
    if (is_interrupted) out_ << fmt::format("interrupted at event {} of {}: ", tally.events, count_);
    std::string attempts = fmt::format("{} attempt{}", tally.attempts, tally.attempts == 1 ? "" : "s");
    if (tally.copies > 0) attempts += fmt::format(" and {} cop{}", tally.copies, tally.copies == 1 ? "y" : "ies");
    const std::string sentence = fmt::format("{} of {} delivered, in {}", tally.delivered, tally.events, attempts);
    out_ << (tally.exhausted() == 0 ? style_.green(sentence) : style_.red(sentence));
    if (tally.rejected > 0) out_ << fmt::format("; {} rejected", tally.rejected);
    if (tally.timed_out > 0) out_ << fmt::format("; {} timed out", tally.timed_out);
    if (tally.not_reached > 0) out_ << fmt::format("; {} could not be reached", tally.not_reached);
    if (tally.dropped > 0) out_ << fmt::format("; {} dropped on purpose", tally.dropped);
    if (tally.not_sent > 0) out_ << fmt::format("; {} not sent any more", tally.not_sent);
    if (tally.unanswered > 0) out_ << fmt::format("; {} ended without an answer", tally.unanswered);
    out_ << '\n' << std::flush;
  }

 private:
  // Beside a progress bar.
  static bool goes_without_saying(const AttemptReport& attempt) {
    return attempt.result.outcome == AttemptOutcome::accepted && !attempt.exchange.failure && attempt.faults.empty();
  }

  // "200 OK", or what went wrong.
  std::string ending(const AttemptReport& attempt) const {
    if (attempt.dropped) return style_.red(kDroppedOnPurpose);
    const Exchange& exchange = attempt.exchange;
    std::string text;
    if (exchange.answer) {
      text = fmt::format("{}", exchange.answer->status);
      if (!exchange.answer->reason.empty()) text += " " + printable(exchange.answer->reason);
    }
    if (exchange.failure && exchange.answer) {
      text += fmt::format(", then {}: {}", kAnswerBrokeOff, printable(exchange.detail));
    } else if (exchange.failure) {
      text = fmt::format("{}: {}", to_string(*exchange.failure), printable(exchange.detail));
    }
    return attempt.result.outcome == AttemptOutcome::accepted ? style_.green(text) : style_.red(text);
  }

  std::ostream& out_;
  const Style style_;
  const std::uint64_t count_;
  std::uint64_t ended_ = 0;
  std::optional<ProgressBar> bar_;
};

}  // namespace

std::unique_ptr<TriggerReport> make_text_report(std::ostream& out, const Clock& clock,
                                                const TextReportOptions& options) {
  return std::make_unique<TextReport>(out, clock, options);
}

}  // namespace hookloop
