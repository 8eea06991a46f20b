#include "bin_server/recorder/planned_answer.h"

#include <algorithm>
#include <utility>

#include "bin_server/answer/chance.h"
#include "shared/schema/basic_authorization.h"
#include "shared/schema/signature.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

constexpr std::size_t kGarbageBytes = 256;

std::optional<std::string> why_unauthorized(const Bin& bin, const HeaderList& headers) {
  if (!bin.settings->login) return std::nullopt;
  switch (verify_basic(headers, bin.settings->login->login, bin.settings->login->password)) {
    case SignatureCause::none:
      return std::nullopt;
    case SignatureCause::missing_header:
      return "the bin asks for a login, and none was sent";
    case SignatureCause::wrong_scheme:
      return "the bin asks for a login as HTTP Basic, and another kind was sent";
    case SignatureCause::malformed_header:
      return "the login that was sent can not be read as HTTP Basic";
    default:
      return "the login or the password is another";
  }
}

// Noise that is the same for the same chance, and that nobody reads as HTTP.
std::string make_garbage(std::uint64_t noise) {
  Chance chance(noise, 0);
  std::string bytes(kGarbageBytes, '\0');
  for (char& byte : bytes) byte = static_cast<char>(chance.next());
  bytes.front() = '\xff';
  return bytes;
}

std::string without_second_half(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n") + 4;
  const std::size_t body = answer.size() - head;
  return answer.substr(0, body == 0 ? head / 2 : head + body / 2);
}

// What a fault leaves of an answer's bytes.
std::string left_by(AnswerFault fault, const std::string& answer, std::uint64_t noise) {
  switch (fault) {
    case AnswerFault::none:
      return answer;
    case AnswerFault::half:
      return without_second_half(answer);
    case AnswerFault::garbage:
      return make_garbage(noise);
    case AnswerFault::reset:
    case AnswerFault::close:
    case AnswerFault::silence:
      break;
  }
  return "";
}

}  // namespace

std::optional<GivenAnswer> plan_answer(const Bin& bin, CaptureDraft& draft, const HeaderList& headers,
                                       AnswerChooser& chooser, const AnswerContext& context, bool comes_back,
                                       std::string& bytes) {
  GivenAnswer given;
  const auto answer_at_once = [&](int status) -> std::optional<GivenAnswer> {
    draft.response_status = status;
    given.bytes = bytes;
    given.sent_bytes = bytes.size();
    draft.answer = std::move(given);
    return std::nullopt;
  };
  if (auto why = why_unauthorized(bin, headers)) {
    draft.problems.push_back("unauthorized: " + *why);
    bytes = problem_answer(
        {401, "wrong-login", "The bin asks for a login", "It was captured all the same: " + *why + "."}, context);
    return answer_at_once(401);
  }

  if (returns_answer(bin.settings->forward)) {
    if (comes_back) {
      // Said at once: its turn to be looked at comes behind the forward that it is a part of.
      bytes = problem_answer(forward_loop(), context, draft.id);
      return answer_at_once(508);
    }
    given.state = GivenAnswer::State::waiting;
    draft.response_status = 0;
    draft.answer = given;
    return given;
  }

  // The chooser looks at it as at a capture; nothing of it is copied.
  CapturedRequest request;
  static_cast<CaptureDraft&>(request) = std::move(draft);
  const ChosenAnswer chosen = chooser.choose(bin, request);
  draft = std::move(static_cast<CaptureDraft&>(request));
  given.step = chosen.step;
  if (chosen.problem) {
    bytes = problem_answer(*chosen.problem, context);
    return answer_at_once(chosen.problem->status);
  }
  const BinResponse& response = chosen.response;
  bytes = capture_answer(response, draft.id, hex_encode(draft.content_sha256), context);
  if (response.is_prompt()) return answer_at_once(response.status);

  given.state = GivenAnswer::State::waiting;
  given.delay = chosen.delay;
  given.drip = response.drip;
  given.fault = response.fault;
  given.bytes = left_by(response.fault, bytes, chosen.noise);
  const bool tells_status = response.fault == AnswerFault::none || response.fault == AnswerFault::half;
  draft.response_status = tells_status ? response.status : 0;
  draft.answer = given;
  return given;
}

}  // namespace hookloop
