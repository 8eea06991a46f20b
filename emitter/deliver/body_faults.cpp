#include "emitter/deliver/body_faults.h"

#include <algorithm>

#include "emitter/deliver/json_leaves.h"
#include "shared/schema/json_layout.h"
#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

// Payloads have some twenty values; each trial judges the whole of it.
constexpr std::size_t kMostTrials = 24;

// Another of its sort, never the same: the next letter, or another digit that is not 0 (no number begins with that).
char neighbour(char c) {
  if (is_digit(c)) return static_cast<char>('1' + (c - '0') % 9);
  if (c == 'z') return 'a';
  if (c == 'Z') return 'A';
  return static_cast<char>(c + 1);
}

// Where a byte can be changed so that JSON stays JSON, one place in each value that has one.
std::vector<std::size_t> places(std::string_view body, FaultWork& work) {
  std::vector<std::size_t> found;
  const auto json = JsonText::read(body);
  if (!json) return found;
  for (const JsonText::Node leaf : json_leaves(*json)) {
    const std::string_view raw = json->raw(leaf);
    const JsonKind kind = json->kind(leaf);
    if ((kind != JsonKind::text && kind != JsonKind::number) || raw.find('\\') != std::string_view::npos) continue;
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (kind == JsonKind::number ? is_digit(raw[i]) : is_letter_or_digit(raw[i])) inside.push_back(i);
    }
    if (!inside.empty()) found.push_back(json->offset(leaf) + inside[work.pick(inside.size())]);
  }
  return found;
}

void alter(std::string& body, const std::optional<EventType>& type, FaultWork& work) {
  if (body.empty()) {
    body = "x";
    return;
  }
  const auto candidates = places(body, work);
  if (candidates.empty()) {
    char& middle = body[body.size() / 2];
    middle = static_cast<char>(middle ^ 1);
    return;
  }
  const std::size_t drawn = work.pick(candidates.size());
  for (std::size_t i = 0; type && i < std::min(candidates.size(), kMostTrials); ++i) {
    std::string altered = body;
    char& byte = altered[candidates[(drawn + i) % candidates.size()]];
    byte = neighbour(byte);
    if (judge_payload(altered, info(*type).id).state != PayloadVerdict::State::valid) continue;
    body = std::move(altered);
    return;
  }
  body[candidates[drawn]] = neighbour(body[candidates[drawn]]);
}

// As Python writes it, or else in the first other layout that differs. What is not JSON gets a line end, as from a
// proxy that takes every body for lines of text.
void reserialise(std::string& body) {
  using Spacing = JsonLayout::Spacing;
  if (const auto json = JsonText::read(body)) {
    for (const Spacing spacing : {Spacing::spaced, Spacing::indented_by_two, Spacing::compact}) {
      auto written = write_json(*json, {.spacing = spacing});
      if (!written || *written == body) continue;
      body = *std::move(written);
      return;
    }
  }
  body += '\n';
}

}  // namespace

void apply_body_faults(std::string& body, const std::optional<EventType>& type, FaultWork& work) {
  if (const Fault* fault = work.planned(FaultKind::body_reserialised)) {
    reserialise(body);
    work.done(*fault);
  }
  if (const Fault* fault = work.planned(FaultKind::body_altered)) {
    alter(body, type, work);
    work.done(*fault);
  }
  const Fault* const truncated = work.planned(FaultKind::truncated_body);
  if (truncated != nullptr && !body.empty()) {
    body.resize(body.size() / 2);
    work.done(*truncated);
  }
}

}  // namespace hookloop
