#include "emitter/http/api_reply.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/platform/problems.h"

namespace hookloop {

std::vector<std::string> deed_fields(std::vector<std::string> own) {
  own.insert(own.end(), {"by", "faults"});
  return own;
}

std::vector<Fault> read_faults(const JsonFields& fields) {
  std::vector<Fault> faults;
  const auto list = fields.list("faults");
  if (!list) return faults;
  for (const JsonFields::Element& element : *list) {
    const auto fault = parse_fault(text_of(*element.value, element.pointer));
    if (!fault) throw BadField{element.pointer, sentence(fault.error())};
    faults.push_back(*fault);
  }
  return faults;
}

Deed read_deed(const JsonFields& fields) { return {fields.text("by"), read_faults(fields)}; }

std::optional<BuildStatus> read_outcome(const JsonFields& fields, const std::string& name) {
  const auto word = fields.text(name);
  if (!word) return std::nullopt;
  if (*word == "success") return BuildStatus::success;
  if (*word == "failure") return BuildStatus::failure;
  if (*word == "abort" || *word == "aborted") return BuildStatus::aborted;
  throw BadField{fields.at(name), "A build ends as success, failure or abort."};
}

}  // namespace hookloop
