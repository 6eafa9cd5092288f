using System.Text.Json.Nodes;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Mail;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Erasures;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Privacy;

/// <summary>Domains that blurt the person out wherever they can, admins who do so too: nothing of it is found afterwards, or while it runs.</summary>
public sealed class NoTraceTests
{
    private const string UserId = "canary-user-91b7f0c3e5d2";
    private const string Email = "Canary.Person+91b7f0c3@Example.org";
    private const string Second = "second.canary-0d5e2b@example.org";
    private const string Name = "Zoë Canary-Mustermann Ünal";
    private const string Key = "canary-idempotency-key-77d1";

    [Fact]
    public async Task No_identifier_is_in_anything_that_is_written()
    {
        using SpanCapture spans = new();
        WatchedMasterKey masterKey = new(new LocalMasterKey(new byte[LocalMasterKey.Length]));
        await using ErasureHost host = await ErasureHost.StartAsync(
            ErasureHost.Configure("project", "billing", "orders", "lake", "crm"),
            services => services.AddSingleton<IMasterKey>(masterKey));
        host.Domains["project"].Account = new JsonObject { [UserId] = 1, ["objects"] = new JsonArray($"users/{UserId}.parquet"), ["rows"] = 3 };
        host.Domains["billing"].OnSubmit = _ => throw new InvalidOperationException($"no such customer {UserId}", new IOException(Email));
        host.Domains["orders"].OnSubmit = _ => new Outcome.Withheld($"invoices of {Email.ToUpperInvariant()} must be kept", host.Start.AddDays(400));
        host.Domains["lake"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed($"unknown user {UserId}", Retryable: false);
        host.Mail.Refuse = mail => host.Time.GetUtcNow() < host.Start.AddHours(1)
            ? new MailDeliveryException($"<{mail.To}>: greylisted", isPermanent: false, new IOException(UserId))
            : null;
        CanarySearch search = new CanarySearch().Plant(UserId).Plant(Email).Plant(Name).Plant(Key).Plant(ErasureHost.Requester).Plant(Second);

        IntakeRequest request = new()
        {
            Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = UserId, ["email"] = Email, ["name"] = Name })),
            RequesterEmail = new Sealed<string>(ErasureHost.Requester),
            IdempotencyKey = new Sealed<string>(Key),
            Reference = "ticket-42",
        };
        string id = (await host.ReceiveAsync(request)).Id;
        await host.Engine.Engine.WhenIdleAsync();
        await host.RunToDayAsync(0.5);
        await host.Reconciler.RunOnceAsync(default);
        search.Plant("data key", Assert.Single(masterKey.DataKeys));
        Assert.Equal(UserId, host.Domains["lake"].Seen!["user_id"]);
        Assert.Empty(search.FindInFolder(host.Folder));

        Assert.Equal(id, (await host.ReceiveAsync(request with { RequesterEmail = new Sealed<string>(Second), IdempotencyKey = null })).Id);
        await host.Engine.Engine.WhenIdleAsync();
        search.Plant("second data key", masterKey.DataKeys.Last());

        // Whoever names the person in a note is refused, however it is written.
        string[] notes = [$"done for {UserId}", $"DONE FOR {UserId.ToUpperInvariant()}", $"see /users/{Uri.EscapeDataString(Email)}", $"x{ErasureHost.Requester}y", $"x{Second}y", UserId.Replace('-', '_')];
        foreach (string note in notes)
        {
            Assert.Equal(CommandResult.NoteNamesPerson, await host.CommandAsync(e => e.ResolveAsync(id, "billing", ErasureHost.Decision(note), default)));
            Assert.Equal(CommandResult.NameNamesPerson, await host.CommandAsync(e => e.CancelAsync(id, new HumanDecision(note, "because"), default)));
            await Assert.ThrowsAsync<ArgumentException>(() => host.Erasures.RevealSubjectAsync(id, "billing", ErasureHost.Decision(note), default));
        }

        Sealed<Subject>? revealed = await host.Erasures.RevealSubjectAsync(id, "billing", ErasureHost.Decision(), default);
        Assert.Equal(UserId, revealed!.Open().Identifiers["user_id"]);

        await host.RunToDayAsync(32);
        foreach (string domain in new[] { "billing", "orders", "lake", "crm" })
        {
            Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.ResolveAsync(id, domain, ErasureHost.Decision("by hand"), default)));
        }

        ErasureReport report = await host.ReportAsync(id);
        Assert.True(report.IsFinal);
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(3, report.Domains.Single(d => d.Progress.Domain == "project").Details!["rows"]!.GetValue<int>());
        Assert.Null(await host.Erasures.RevealSubjectAsync(id, "billing", ErasureHost.Decision(), default));
        Assert.NotEmpty(host.Mail.SubjectsTo(ErasureHost.Requester));
        Assert.NotEmpty(host.Mail.SubjectsTo(Second));

        Assert.Empty(search.FindInFolder(host.Folder));
        Assert.Empty(search.FindIn("records", string.Join('\n', host.Records.Written)));
        Assert.Empty(search.FindIn("log", string.Join('\n', host.Logs.Lines)));
        Assert.Empty(search.FindIn("spans", string.Join('\n', spans.Lines)));
        Assert.All(host.Mail.Mails, mail => Assert.Empty(search.FindIn($"mail {mail.Subject}", $"{mail.MessageId}\n{mail.Subject}\n{mail.Text}\n{mail.Html}")));
        Assert.Empty(search.FindIn("report", System.Text.Json.JsonSerializer.Serialize(report, DurableJson.Options)));
        Assert.Contains(host.Logs.Lines, line => line.Contains("Connector of domain billing failed", StringComparison.Ordinal));
    }
}
