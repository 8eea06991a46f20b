#include "bin_server/cli/capture_print.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

bool is_false(const Json& value) { return value.is_boolean() && !value.get<bool>(); }

std::string shown_bytes(const Json& capture) {
  const Json& bytes = value_at(capture, "/body/bytes");
  return bytes.is_number_unsigned() ? show_size(bytes.get<std::uint64_t>()) : "";
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

std::string shown_event_type(const Json& capture) {
  const std::string type = shown(capture, "/delivery/event_type");
  return type.empty() ? shown(capture, "/verdict/payload/event_type") : type;
}

std::vector<Column> capture_columns() {
  return {{"seq"},
          {"received"},
          {"method"},
          {"target", Fit::cut},
          {"answered"},
          {"size", Fit::drop},
          {"event type", Fit::cut},
          {"attempt", Fit::drop},
          {"verdict", Fit::cut}};
}

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
          {shown(capture, "/response/status"), tone_of_status(capture)},
          shown_bytes(capture),
          shown_event_type(capture),
          shown(capture, "/delivery/attempt"),
          {verdict, tone}};
}

}  // namespace hookloop
