using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Erasures;

public sealed class CallStopTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(LedgerEvents.CancelRequested, false)]
    [InlineData(LedgerEvents.CloseRequested, false)]
    public async Task A_call_that_comes_to_its_turn_after_its_erasure_was_stopped_is_not_begun(string? happened, bool isBegun)
    {
        ManualTimeProvider time = new();
        ErasureLedger ledger = new(new MemoryRecords(), time);
        if (happened is not null)
        {
            await ledger.AppendAsync("an-erasure", new LedgerEvent(happened), default);
        }

        bool begun = false;
        string? said = await new CallStop(ledger, time).RunAsync(
            "an-erasure",
            _ =>
            {
                begun = true;
                return Task.FromResult("erased");
            },
            default);

        Assert.Equal((isBegun, isBegun ? "erased" : null), (begun, said));
    }
}
