// Templates of answers: `TEMPLATE --- REQUEST`, and REQUEST is head and body. A template is read or refused at a place
// in it, by the check that a person meets and by the rendering alike, and what is rendered keeps its limit.
#include <algorithm>
#include <optional>
#include <string>

#include "bin_server/answer/chance.h"
#include "bin_server/answer/template_text.h"
#include "shared/support/utf8.h"
#include "tests/fuzz/fuzz_captures.h"
#include "tests/fuzz/fuzz_input.h"

namespace hookloop::test {
namespace {

void check_fault(const std::string& fault, std::string_view text) {
  std::size_t line = 0;
  std::size_t column = 0;
  const int read = std::sscanf(fault.c_str(), "In line %zu, at character %zu, ", &line, &column);
  must(read == 2 && line >= 1 && column >= 1, "a fault says where it is");
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    must(end != std::string_view::npos, "a fault's line lies in the text");
    text.remove_prefix(end + 1);
  }
  const std::string_view rest = text.substr(0, text.find('\n'));
  const auto characters = std::count_if(rest.begin(), rest.end(), [](char c) { return !continues_character(c); });
  must(column <= static_cast<std::size_t>(characters) + 1, "a fault's character lies in its line");
}

std::optional<std::string> render(std::string_view text, const Bin& bin, const CaptureDraft& draft) {
  RequestFacts facts(bin, draft);
  Chance chance(1, 1);
  const auto rendered = render_template(text, facts, chance);
  must(rendered || !rendered.error().message.empty(), "an error says what is wrong");
  if (!rendered) return std::nullopt;
  must(rendered->size() <= kLargestRendered, "what is rendered keeps its limit");
  return *rendered;
}

// The text as a template that holds it in a quote.
std::string quoted_slot(std::string_view text) {
  std::string slot = "{{\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') slot += '\\';
    slot += c;
  }
  return slot + "\"}}";
}

const Bin& bin() {
  static const Bin bin = CaptureBench().bin;
  return bin;
}

}  // namespace
}  // namespace hookloop::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookloop;
  using namespace hookloop::test;
  std::string_view rest = fuzz_input(data, size);
  const std::string_view text = take_part(rest);
  const auto fault = check_template(text);
  if (fault) check_fault(*fault, text);
  for (const CaptureDraft& draft : {capture_of(rest, bin().number, "req_1"), delivery_capture(bin().number)}) {
    const auto rendered = render(text, bin(), draft);
    must(!fault || !rendered, "what the check refuses is not rendered");
    must(rendered == render(text, bin(), draft), "the same chance gives the same text");
    if (!fault && text.find("{{") == std::string_view::npos)
      must(rendered == text, "text without slots stays as it is");
    must(render(quoted_slot(text), bin(), draft) == text, "a text in quotes is itself");
  }
  return 0;
}
