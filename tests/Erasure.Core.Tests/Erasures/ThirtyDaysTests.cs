using System.Text.Json.Nodes;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Thirty days of one erasure with everything that can become of a domain.</summary>
public sealed class ThirtyDaysTests
{
    [Fact]
    public async Task An_erasure_ends_well_whatever_its_domains_go_through()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "billing", "orders", "customers", "crm");
        host.Domains["project"].OnSubmit = _ => new Outcome.Erased(7);
        host.Domains["billing"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() >= host.Start.AddDays(12) ? new Outcome.Erased(41) : new Outcome.Pending();
        host.Domains["customers"].OnSubmit = _ => new Outcome.Pending(TimeSpan.FromHours(1));
        host.Domains["customers"].OnCheck = _ => new Outcome.Pending(TimeSpan.FromMinutes(5));
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-503", Retryable: true);

        // The first day: what is synchronous is done or failed, and the privacy officer and the admins know.
        string id = await host.RunAsync();
        Assert.Equal(ErasureState.ActionRequired, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(DomainState.Erased, (await host.DomainAsync(id, "project")).State);
        Assert.Equal(DomainState.Failed, (await host.DomainAsync(id, "billing")).State);
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "orders")).State);
        Assert.Equal(DomainState.Waiting, (await host.DomainAsync(id, "crm")).State);
        Assert.Equal(["Erasure failed: your action is needed (billing)"], host.Mail.SubjectsTo("billing-admin@example.org"));
        Assert.Equal(["Erasure needs attention in domain billing"], host.Mail.SubjectsTo("officer@example.org"));
        JsonNode status = await host.StatusAsync(id);
        Assert.Equal("ActionRequired", status["state"]!.GetValue<string>());
        Assert.Equal("Failed", status["domains"]!["billing"]!.GetValue<string>());
        Assert.False(status["overdue"]!.GetValue<bool>());
        ErasureReport interim = await host.ReportAsync(id);
        Assert.False(interim.IsFinal);

        await host.RunToDayAsync(1);
        Assert.Equal(new Outcome.Failed("http-503", Retryable: false), (await host.DomainAsync(id, "crm")).Outcome);
        Assert.Equal(host.Configuration.Operations.SubmissionAttempts, host.Domains["crm"].Submissions);

        // Day 3: an admin did it by hand. Day 5: another has the domain try again, which works now.
        await host.RunToDayAsync(3);
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.ResolveAsync(id, "billing", ErasureHost.Decision("erased by hand"), default)));
        Assert.Equal(new HumanDecision("Ada Admin", "erased by hand"), (await host.DomainAsync(id, "billing")).Resolution);
        await host.RunToDayAsync(5);
        host.Domains["crm"].OnSubmit = _ => new Outcome.NothingFound();
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.RetryAsync(id, "crm", ErasureHost.Decision(), default)));
        Assert.Equal(DomainState.NothingFound, (await host.DomainAsync(id, "crm")).State);
        Assert.Equal(2, (await host.DomainAsync(id, "crm")).Attempt);
        Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);

        await host.RunToDayAsync(11.9);
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "orders")).State);
        await host.RunToDayAsync(12.5);
        Assert.Equal(DomainState.Erased, (await host.DomainAsync(id, "orders")).State);

        // The deadline: what isn't done fails, is overdue, and everyone hears of it.
        await host.RunToDayAsync(29.99);
        Assert.Equal(2, host.Mail.SubjectsTo("customers-admin@example.org").Count(subject => subject == "Erasure not done yet: the deadline is near (customers)"));
        Assert.False((await host.ViewAsync(id)).IsOverdue);
        await host.RunToDayAsync(30);
        ErasureView late = await host.ViewAsync(id);
        Assert.True(late.IsOverdue);
        Assert.Equal(ErasureState.ActionRequired, late.Erasure.State);
        Assert.Equal(new Outcome.Failed("deadline", Retryable: false), (await host.DomainAsync(id, "customers")).Outcome);
        Assert.True((await host.StatusAsync(id))["overdue"]!.GetValue<bool>());
        Assert.All(host.Domains["customers"].Asked, ask => Assert.Equal(late.Erasure.Deadline, ask.Erasure.Deadline));
        int checksAtDeadline = host.Domains["customers"].Checks;

        await host.RunToDayAsync(44);
        Assert.Equal(checksAtDeadline, host.Domains["customers"].Checks);
        Assert.Equal(
            [
                "Erasure not done yet: the deadline is near (customers)",
                "Erasure not done yet: the deadline is near (customers)",
                "Erasure overdue: the deadline has passed (customers)",
                "Erasure still waits for you (customers)",
                "Erasure still waits for you, reminder 2 (customers)",
            ],
            host.Mail.SubjectsTo("customers-admin@example.org"));

        // A human settles it: now everything ends.
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.ResolveAsync(id, "customers", ErasureHost.Decision("erased by hand"), default)));
        ErasureReport report = await host.ReportAsync(id);
        Assert.True(report.IsFinal);
        Assert.Equal(ErasureState.Completed, report.Erasure.State);
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["admin-action-needed"] = 2,
                ["admin-deadline-passed"] = 1,
                ["admin-reminder"] = 2,
                ["admin-still-waiting"] = 2,
                ["officer-ended"] = 1,
                ["officer-overdue"] = 1,
                ["officer-stuck"] = 3,
                ["requester-completed"] = 1,
                ["requester-received"] = 1,
            },
            report.Mails.ToDictionary());
        Assert.Equal(report.Mails.Values.Sum(), host.Mail.Mails.Count);
        Assert.Equal(
            [
                "received", "started", "customers/domain-submitted", "orders/domain-submitted", "billing/domain-failed", "project/domain-erased",
                "crm/domain-failed", "billing/domain-resolved", "crm/domain-retried", "crm/domain-nothing-found", "orders/domain-erased",
                "customers/domain-reminded", "customers/domain-reminded", "customers/domain-failed", "deadline-passed",
                "customers/domain-reminded", "customers/domain-reminded", "customers/domain-resolved", "completed", "identifiers-destroyed",
            ],
            await host.LedgerAsync(id));
        OrchestrationMetadata? instance = await host.Engine.Client.FindAsync(id, default);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, instance!.Status());
        Assert.Equal("Completed", JsonNode.Parse(instance!.SerializedOutput!)!["state"]!.GetValue<string>());

        // 30 days of checks every five minutes.
        Assert.InRange(checksAtDeadline, 8_000, 9_000);
        Assert.InRange(host.LargestHistory, 50, 300);
    }
}
