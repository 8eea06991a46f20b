#include "bin_server/model/answer_program.h"

namespace hookloop {

std::string_view to_string(AnswerFault fault) {
  switch (fault) {
    case AnswerFault::none:
      return "none";
    case AnswerFault::reset:
      return "reset";
    case AnswerFault::close:
      return "close";
    case AnswerFault::garbage:
      return "garbage";
    case AnswerFault::half:
      return "half";
    case AnswerFault::silence:
      return "silence";
  }
  return "none";
}

std::optional<AnswerFault> parse_answer_fault(std::string_view text) {
  for (const AnswerFault fault : kAnswerFaults) {
    if (to_string(fault) == text) return fault;
  }
  return std::nullopt;
}

std::shared_ptr<const AnswerProgram> default_program() {
  static const auto program = std::make_shared<const AnswerProgram>();
  return program;
}

bool AnswerBranch::operator==(const AnswerBranch&) const = default;
bool AnswerProgram::operator==(const AnswerProgram&) const = default;

}  // namespace hookloop
