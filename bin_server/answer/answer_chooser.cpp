#include "bin_server/answer/answer_chooser.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "bin_server/answer/chance.h"
#include "bin_server/answer/template_text.h"
#include "bin_server/search/matcher.h"
#include "bin_server/search/query_parser.h"
#include "bin_server/search/subject.h"

namespace hookloop {
namespace {

using Choice = AnswerProgram::Choice;

// Deliveries without a number whose attempts are counted; at the limit counting begins anew, so that some deliveries
// get the answer of their first attempt once more.
constexpr std::size_t kMostCountedDeliveries = 100'000;

// Bins with a program that are counted for, those that were deleted among them; at the limit all begin anew.
constexpr std::size_t kMostPrograms = 50'000;

// Captures of a delivery that are looked up to know how often it came; a sequence is hardly longer.
constexpr std::size_t kMostLookedUp = 10'000;

// Which branch of a sequence comes `position` steps (from 0) behind its begin.
std::size_t branch_at(const AnswerProgram& program, std::uint64_t position) {
  std::uint64_t length = 0;
  for (const AnswerBranch& branch : program.branches) length += branch.times;
  if (position >= length) {
    if (!program.starts_over) return program.branches.size() - 1;
    position %= length;
  }
  std::size_t i = 0;
  for (; position >= program.branches[i].times; ++i) position -= program.branches[i].times;
  return i;
}

// The last branch is the one otherwise.
std::size_t branch_by_chance(const AnswerProgram& program, Random& chance) {
  double drawn = chance.unit() * 100;
  for (std::size_t i = 0; i + 1 < program.branches.size(); ++i) {
    drawn -= program.branches[i].percent;
    if (drawn < 0) return i;
  }
  return program.branches.size() - 1;
}

// As read_answer_program names it.
std::string step_of(const AnswerProgram& program, std::size_t branch) {
  const bool is_last = branch + 1 == program.branches.size();
  switch (program.choice) {
    case Choice::one:
      return "";
    case Choice::by_arrival:
    case Choice::by_attempt:
      return "/sequence/" + std::to_string(branch);
    case Choice::by_chance:
      return is_last ? "/otherwise" : "/chances/" + std::to_string(branch);
    case Choice::by_rule:
      return is_last ? "/otherwise" : "/rules/" + std::to_string(branch);
  }
  return "";
}

// Box and Muller's: one normally distributed number of two even ones.
double normal(Random& chance) {
  const double radius = std::sqrt(-2 * std::log(1 - chance.unit()));
  return radius * std::cos(2 * std::numbers::pi * chance.unit());
}

Microseconds draw_delay(const AnswerDelay& delay, Random& chance) {
  // 95 of 100 normally distributed numbers are under 1.645 standard deviations.
  constexpr double kP95 = 1.6448536269514722;
  const auto least = static_cast<double>(delay.least.count());
  const auto most = static_cast<double>(delay.most.count());
  switch (delay.kind) {
    case AnswerDelay::Kind::none:
      return {};
    case AnswerDelay::Kind::fixed:
      return delay.least;
    case AnswerDelay::Kind::uniform:
      return Microseconds(std::llround(least + (most - least) * chance.unit()));
    case AnswerDelay::Kind::lognormal: {
      const double time = least * std::exp(normal(chance) * std::log(most / least) / kP95);
      return Microseconds(std::llround(std::min(time, static_cast<double>(kLongestDelay.count()))));
    }
  }
  return {};
}

// What a sender put into a query could end a header's line.
std::string on_one_line(std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return value;
}

std::optional<Problem> fill_in(BinResponse& response, RequestFacts& facts, Random& chance) {
  const auto fill = [&](const std::string& text) { return render_template(text, facts, chance); };
  const auto failed = [](const Error& error) {
    return Problem{500, "bad-template", "The answer's template could not be filled in", error.message};
  };
  for (HeaderField& field : response.headers) {
    auto value = fill(field.value);
    if (!value) return failed(value.error());
    field.value = on_one_line(*std::move(value));
  }
  auto body = fill(response.body);
  if (!body) return failed(body.error());
  response.body = *std::move(body);
  response.is_template = false;
  return std::nullopt;
}

}  // namespace

AnswerChooser::Counts& AnswerChooser::counts_of(const Bin& bin) {
  if (counts_.size() >= kMostPrograms) counts_.clear();
  Counts& counts = counts_[bin.number];
  if (counts.program != bin.settings->response) {
    counts = {};
    counts.program = bin.settings->response;
    counts.seed = counts.program->seed ? *counts.program->seed : random_.next();
  }
  return counts;
}

std::uint64_t AnswerChooser::attempt_of(Counts& counts, RequestFacts& facts) {
  const auto& delivery = facts.delivery();
  if (delivery && delivery->attempt) return *delivery->attempt;
  const CaptureDraft& draft = facts.draft();
  const std::string key = delivery ? "id " + delivery->id : "body " + draft.content_sha256 + facts.head().target;
  if (counts.attempts.size() >= kMostCountedDeliveries) counts.attempts.clear();
  auto [counted, is_new] = counts.attempts.try_emplace(key, 0);
  if (is_new && delivery) {
    counted->second = store_.find_by_delivery(draft.bin, delivery->id, kMostLookedUp).size();
  }
  return ++counted->second;
}

std::size_t AnswerChooser::find_rule(const AnswerProgram& program, Counts& counts, CapturedRequest& request,
                                     const Bin& bin) {
  // Whatever came before it is earlier: it has no seq yet.
  request.seq = std::numeric_limits<Seq>::max();
  request.body_wire_bytes = request.body.size();
  SearchSubject subject(bin, judge_);
  subject.look_at(request);
  for (std::size_t i = 0; i + 1 < program.branches.size(); ++i) {
    const AnswerBranch& branch = program.branches[i];
    auto found = counts.searches.find(&branch);
    if (found == counts.searches.end()) {
      auto query = parse_search(branch.when, request.received_at);
      if (!query) continue;  // it was checked when it was set
      found = counts.searches.emplace(&branch, *std::move(query)).first;
    }
    if (matches(found->second, subject)) return i;
  }
  return program.branches.size() - 1;
}

ChosenAnswer AnswerChooser::choose(const Bin& bin, CapturedRequest& request) {
  Counts& counts = counts_of(bin);
  Chance chance(counts.seed, counts.requests++);
  RequestFacts facts(bin, request);
  ChosenAnswer chosen;
  const AnswerProgram* program = counts.program.get();
  while (program->choice != Choice::one) {
    std::size_t branch = 0;
    switch (program->choice) {
      case Choice::one:
        break;
      case Choice::by_arrival:
        branch = branch_at(*program, counts.arrivals[program]++);
        break;
      case Choice::by_attempt:
        branch = branch_at(*program, std::max<std::uint64_t>(attempt_of(counts, facts), 1) - 1);
        break;
      case Choice::by_chance:
        branch = branch_by_chance(*program, chance);
        break;
      case Choice::by_rule:
        branch = find_rule(*program, counts, request, bin);
        break;
    }
    chosen.step += step_of(*program, branch);
    program = &program->branches[branch].program;
  }
  chosen.response = program->answer;
  chosen.delay = draw_delay(program->answer.delay, chance);
  chosen.noise = chance.next();
  if (program->answer.is_template) chosen.problem = fill_in(chosen.response, facts, chance);
  return chosen;
}

}  // namespace hookloop
