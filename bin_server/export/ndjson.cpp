#include "bin_server/export/ndjson.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "bin_server/export/ndjson_line.h"
#include "shared/support/encoding.h"
#include "shared/support/json_fields.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "hookloop-captures";
constexpr std::int64_t kVersion = 1;

[[noreturn]] void refuse(std::string detail) { throw BadField{"", std::move(detail)}; }

void read_first_line(const Json& json) {
  const JsonFields fields(json, "", {"format", "version"});
  if (fields.required_text("format") != kFormat) {
    throw BadField{"/format", fmt::format("This is no file of ours: the format is \"{}\".", kFormat)};
  }
  if (json.value("version", Json()) != kVersion) {
    throw BadField{"/version", fmt::format("This program reads version {} only; a newer one may read more.", kVersion)};
  }
}

void check_last_line(const Json& json, std::size_t count, const std::string& sha256) {
  const JsonFields fields(json, "", {"end", "count", "sha256"});
  if (fields.required_text("end") != kFormat) throw BadField{"/end", "This ends another file: the file is damaged."};
  if (json.value("count", Json()) != count) {
    throw BadField{"/count", fmt::format("There are {} captures before it: the file is damaged.", count)};
  }
  if (fields.required_text("sha256") != hex_encode(sha256)) {
    throw BadField{"/sha256", "The lines before it are not what was exported: the file is damaged."};
  }
}

// What has been read of a file.
class NdjsonReader {
 public:
  // A whole line, with its end where it has one.
  void read(std::string_view line) {
    if (has_ended_) refuse("Nothing may follow the line that ends the file.");
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) refuse("The line is no JSON: the file is damaged.");
    if (!json.is_object()) refuse("The line is no JSON object.");
    if (is_first_ && json.contains("format")) {
      read_first_line(json);
      must_end_ = true;
    } else if (must_end_ && json.contains("end")) {
      check_last_line(json, captures_.size(), digest_.finish());
      has_ended_ = true;
    } else {
      captures_.push_back(read_ndjson_line(json));
    }
    if (must_end_ && !has_ended_) digest_.add(line);
    is_first_ = false;
  }

  void end() const {
    if (must_end_ && !has_ended_) refuse("The line that ends the file is missing: the file is not whole.");
    if (is_first_) refuse("The file is empty.");
  }

  NdjsonFile take() { return {std::move(captures_), must_end_ ? std::size_t{2} : std::size_t{1}}; }

 private:
  std::vector<NotedCapture> captures_;
  Sha256 digest_;
  bool is_first_ = true;
  bool must_end_ = false;  // its first line names the format
  bool has_ended_ = false;
};

}  // namespace

std::string NdjsonForm::note(std::string line) {
  line += '\n';
  digest_.add(line);
  return line;
}

std::string NdjsonForm::begin() { return note(fmt::format(R"({{"format":"{}","version":{}}})", kFormat, kVersion)); }

std::string NdjsonForm::add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) {
  ++count_;
  return note(write_ndjson_line(request, exchanges));
}

std::string NdjsonForm::end() {
  return fmt::format(R"({{"end":"{}","count":{},"sha256":"{}"}})", kFormat, count_, hex_encode(digest_.finish())) +
         '\n';
}

Result<NdjsonFile, NdjsonFault> read_ndjson(std::string_view text) {
  NdjsonReader reader;
  std::size_t number = 1;
  try {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n') + (text.find('\n') == text.npos ? 0 : 1));
      reader.read(line);
      text.remove_prefix(line.size());
      if (!text.empty()) ++number;
    }
    reader.end();
  } catch (const BadField& field) {
    return NdjsonFault{number, field.pointer.empty() ? std::nullopt : std::optional(field.pointer), field.detail};
  }
  return reader.take();
}

}  // namespace hookloop
