using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Core.Tests.Erasures;

/// <summary>One person's walk through the house, domain by domain.</summary>
public sealed class WalkTests
{
    [Fact]
    public async Task A_synchronous_domain_is_done_at_once()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        host.Domains["project"].OnSubmit = _ => new Outcome.Erased(3);

        string id = await host.RunAsync();

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.Completed, view.Erasure.State);
        Assert.NotNull(view.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(new Outcome.Erased(3), Assert.Single(view.Domains).Outcome);
        Assert.Equal(["received", "started", "project/domain-erased", "completed", "identifiers-destroyed"], await host.LedgerAsync(id));
        Assert.Equal(
            ["We have received your request to erase your data", "Your data have been erased"],
            host.Mail.SubjectsTo(ErasureHost.Requester));
    }
}
