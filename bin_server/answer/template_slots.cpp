#include "bin_server/answer/template_slots.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <charconv>

#include "shared/support/json_pointer.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

const std::vector<std::string>& plain_names() {
  static const std::vector<std::string> names{"method", "target",   "path",    "bin",   "id",
                                              "body",   "delivery", "attempt", "event", "type",
                                              "now",    "now.unix", "now.ms",  "uuid",  "random"};
  return names;
}

const std::vector<std::string>& filter_names() {
  static const std::vector<std::string> names{"json", "base64", "hex", "url", "html", "upper", "lower", "default"};
  return names;
}

// Reads what stands between the braces, and finds the braces.
class SlotReader {
 public:
  SlotReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  // From behind the opening braces to behind the closing ones.
  TemplateSlot read() {
    TemplateSlot slot;
    slot.name = word();
    if (slot.name.text.empty() && !slot.name.is_quoted) throw TemplateFault{at_, "a name must stand between {{ and }}"};
    while (skip_space(), !text_.substr(at_).starts_with(kClose)) {
      if (at_ >= text_.size()) throw TemplateFault{slot.name.at, "its {{ has no }}"};
      if (text_[at_] != '|') throw TemplateFault{at_, "there must be a | or }} here"};
      ++at_;
      TemplateFilter filter{word(), std::nullopt};
      skip_space();
      if (at_ < text_.size() && text_[at_] == '"') filter.argument = word();
      slot.filters.push_back(std::move(filter));
    }
    at_ += kClose.size();
    return slot;
  }

  std::size_t at() const { return at_; }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  TemplateWord word() {
    skip_space();
    TemplateWord word{{}, at_ < text_.size() && text_[at_] == '"', at_};
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        quoted(word.text);
        if (word.is_quoted) return word;
        --at_;  // the loop goes on behind the quote
        continue;
      }
      if (c == ' ' || c == '\t' || c == '\n' || c == '|' || text_.substr(at_).starts_with(kClose)) break;
      word.text += c;
    }
    return word;
  }

  void quoted(std::string& out) {
    const std::size_t begin = at_++;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    if (at_ >= text_.size()) throw TemplateFault{begin, "this quote is not closed"};
    ++at_;
  }

  std::string_view text_;
  std::size_t at_;
};

void check_name(const TemplateWord& word) {
  if (word.is_quoted) return;
  const std::string& name = word.text;
  if (name.starts_with("query.") || name.starts_with("header.")) {
    if (name.ends_with('.') && name.find('.') == name.size() - 1)
      throw TemplateFault{word.at, "a name belongs behind the dot"};
    return;
  }
  if (name.starts_with("body.")) {
    if (!pointer_of_path(std::string_view(name).substr(5))) {
      throw TemplateFault{word.at, "a step of the path is empty; it is written body.app.name or body./app/name"};
    }
    return;
  }
  if (name.starts_with("random.")) {
    if (!template_random_range(name))
      throw TemplateFault{word.at, "it is written random.LEAST.MOST, as in random.1.100"};
    return;
  }
  for (const std::string& known : plain_names()) {
    if (name == known) return;
  }
  const std::string near = did_you_mean(name, plain_names());
  throw TemplateFault{word.at,
                      fmt::format("there is no value '{}'{}", name,
                                  near.empty() ? "; there are " + fmt::format("{}", fmt::join(plain_names(), ", ")) +
                                                     ", query.NAME, header.NAME and body.PATH"
                                               : near)};
}

void check_filter(const TemplateFilter& filter) {
  for (const std::string& known : filter_names()) {
    if (filter.name.text != known) continue;
    if ((known == "default") != filter.argument.has_value()) {
      throw TemplateFault{filter.name.at,
                          known == "default" ? "it is written default \"text\"" : known + " takes no text"};
    }
    return;
  }
  throw TemplateFault{filter.name.at, fmt::format("there is no filter '{}'; there are {}", filter.name.text,
                                                  fmt::join(filter_names(), ", "))};
}

}  // namespace

std::optional<std::pair<std::int64_t, std::int64_t>> template_random_range(std::string_view name) {
  if (!name.starts_with("random.")) return std::nullopt;
  name.remove_prefix(7);
  std::pair<std::int64_t, std::int64_t> range;
  const auto number = [&name](std::int64_t& value) {
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
    name.remove_prefix(static_cast<std::size_t>(end - name.data()));
    return error == std::errc();
  };
  if (!number(range.first) || !name.starts_with('.')) return std::nullopt;
  name.remove_prefix(1);
  if (!number(range.second) || !name.empty() || range.second < range.first) return std::nullopt;
  return range;
}

// A TemplateFault is thrown and caught in this file alone: reading ends at the first.
Result<std::vector<TemplatePiece>, TemplateFault> parse_template(std::string_view text) {
  std::vector<TemplatePiece> pieces;
  try {
    for (std::size_t at = 0;;) {
      const std::size_t open = text.find(kOpen, at);
      pieces.push_back({text.substr(at, open - at), std::nullopt});
      if (open == std::string_view::npos) return pieces;
      if (pieces.size() > kMostTemplateSlots) {
        throw TemplateFault{open, fmt::format("there are more than {} slots", kMostTemplateSlots)};
      }
      SlotReader reader(text, open + kOpen.size());
      TemplateSlot slot = reader.read();
      check_name(slot.name);
      for (const TemplateFilter& filter : slot.filters) check_filter(filter);
      pieces.back().slot = std::move(slot);
      at = reader.at();
    }
  } catch (const TemplateFault& fault) {
    return fault;
  }
}

}  // namespace hookloop
