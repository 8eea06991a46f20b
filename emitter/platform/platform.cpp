#include "emitter/platform/platform.h"

#include "emitter/platform/store_change.h"

namespace hookloop {

Platform::Platform(PlatformStore& store, const Clock& clock, IdSource& ids, Random& random, Announcer& announcer)
    : store_(store), clock_(clock), random_(random), announcer_(announcer), deeds_(store, clock, ids, announcer) {}

Result<Account, Problem> Platform::change_account(const AccountChange& change) {
  auto account = change_store<Account>(store_, [&](PlatformChange& store) -> Result<Account, Problem> {
    Account changed = store.account();
    if (auto problem = apply(change, changed)) return *std::move(problem);
    store.update_account(changed);
    return changed;
  });
  if (account) announcer_.announce({});
  return account;
}

}  // namespace hookloop
