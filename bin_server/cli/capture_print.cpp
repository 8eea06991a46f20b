#include "bin_server/cli/capture_print.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/cli/print_list.h"
#include "shared/support/problem.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

bool is_false(const Json& value) { return value.is_boolean() && !value.get<bool>(); }

std::string shown_bytes(const Json& capture) {
  const Json& bytes = value_at(capture, "/body/bytes");
  return bytes.is_number_unsigned() ? show_size(bytes.get<std::uint64_t>()) : "";
}

// A status, or the fault that left none.
std::string answered_shortly(const Json& capture) {
  const std::string status = shown(capture, "/response/status");
  return status.empty() ? shown(capture, "/response/fault") : status;
}

}  // namespace

std::vector<CaptureLabel> labels_of(const Json& capture) {
  std::vector<CaptureLabel> labels;
  const Json& problems = value_at(capture, "/problems");
  const bool has_problems = problems.is_array() && !problems.empty();
  if (is_false(value_at(capture, "/complete"))) {
    const bool is_malformed = has_problems && text_at(problems, "/0").starts_with("malformed");
    labels.push_back({is_malformed ? "malformed" : "incomplete", Tone::bad});
  } else if (has_problems) {
    labels.push_back({"odd", Tone::warning});
  }
  if (!value_at(capture, "/verdict/duplicate_of").is_null()) labels.push_back({"duplicate", Tone::warning});
  const std::string payload = text_at(capture, "/verdict/payload/state");
  if (payload == "valid") labels.push_back({"valid", Tone::good});
  if (payload == "invalid") labels.push_back({"invalid", Tone::bad});
  const std::string signature = text_at(capture, "/verdict/signature/state");
  if (signature == "valid") labels.push_back({"signed", Tone::good});
  if (signature == "invalid") labels.push_back({"bad signature", Tone::bad});
  return labels;
}

std::string shown_target(const Json& capture) {
  const std::string target = text_at(capture, "/target");
  const std::string prefix = "/b/" + text_at(capture, "/bin");
  const std::size_t at = target.find(prefix);
  if (at == std::string::npos) return printable(target);
  const std::string rest = target.substr(at + prefix.size());
  return rest.starts_with('/') ? printable(rest) : "/" + printable(rest);
}

Tone tone_of_status(const Json& capture) {
  const Json& status = value_at(capture, "/response/status");
  if (!status.is_number_integer()) return Tone::plain;
  const int code = status.get<int>();
  if (code >= 500) return Tone::bad;
  if (code >= 400) return Tone::warning;
  return code >= 200 && code < 300 ? Tone::good : Tone::plain;
}

Tone tone_of_answer(const Json& capture) {
  const Json& status = value_at(capture, "/response/status");
  return status.is_number_integer() ? tone_of_status(capture) : Tone::bad;
}

std::string shown_answer(const Json& capture) {
  std::vector<std::string> words;
  const Json& status = value_at(capture, "/response/status");
  if (status.is_number_integer())
    words.push_back(fmt::format("{} {}", status.dump(), reason_phrase(status.get<int>())));
  const std::string step = shown(capture, "/response/step");
  const std::string fault = shown(capture, "/response/fault");
  if (!fault.empty()) words.push_back(fault);
  if (!step.empty()) words.push_back("step " + step);
  const Json& delay = value_at(capture, "/response/delay_ms");
  if (delay.is_number() && delay.get<double>() > 0) {
    const std::chrono::duration<double, std::milli> time(delay.get<double>());
    words.push_back("after " + show_duration(std::chrono::floor<Microseconds>(time)));
  }
  if (value_at(capture, "/response/drip").is_object()) {
    words.push_back(fmt::format("{} bytes every {}", shown(capture, "/response/drip/bytes"),
                                shown_duration(capture, "/response/drip/every_ms")));
  }
  const std::string state = shown(capture, "/response/state");
  if (state == "waiting") words.emplace_back("still to come");
  if (state == "sender_left") words.emplace_back("the sender left before it was whole");
  if (state == "unknown") words.emplace_back("how it ended is not known");
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string shown_marks(const Json& capture) {
  std::string marks = value_at(capture, "/pinned") == true ? "pinned" : "";
  const Json& tags = value_at(capture, "/tags");
  for (std::size_t i = 0; tags.is_array() && i < tags.size(); ++i) {
    marks += (marks.empty() ? "#" : ", #") + shown(tags, fmt::format("/{}", i));
  }
  return marks;
}

std::string shown_event_type(const Json& capture) {
  const std::string type = shown(capture, "/delivery/event_type");
  return type.empty() ? shown(capture, "/verdict/payload/event_type") : type;
}

namespace {

std::vector<Cell> capture_row(const Json& capture) {
  std::string verdict;
  Tone tone = Tone::plain;
  for (const CaptureLabel& label : labels_of(capture)) {
    verdict += (verdict.empty() ? "" : ", ") + label.text;
    tone = std::max(tone, label.tone);  // the gravest
  }
  return {shown(capture, "/seq"),
          {shown_time(capture, "/received_at"), Tone::dim},
          shown(capture, "/method"),
          shown_target(capture),
          {answered_shortly(capture), tone_of_answer(capture)},
          shown_bytes(capture),
          shown_event_type(capture),
          shown(capture, "/delivery/attempt"),
          {verdict, tone},
          shown_marks(capture)};
}

}  // namespace

void print_captures(const Paper& paper, const Json& rows, const std::string& empty) {
  std::vector<Column> columns{{"seq"},
                              {"received"},
                              {"method"},
                              {"target", Fit::cut},
                              {"answered"},
                              {"size", Fit::drop},
                              {"event type", Fit::cut},
                              {"attempt", Fit::drop},
                              {"verdict", Fit::cut}};
  const bool has_marks =
      std::any_of(rows.begin(), rows.end(), [](const Json& row) { return !shown_marks(row).empty(); });
  if (has_marks) columns.push_back({"marks", Fit::cut});
  const auto row_of = [has_marks](const Json& capture) {
    std::vector<Cell> row = capture_row(capture);
    if (!has_marks) row.pop_back();
    return row;
  };
  print_list(paper, rows, columns, row_of, empty);
}

}  // namespace hookloop
