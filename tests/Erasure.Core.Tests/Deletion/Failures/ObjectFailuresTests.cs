using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Mail;
using Erasure.Core.Objects;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>An erasure's walk through a lake with an object that can't be erased from.</summary>
public sealed class ObjectFailuresTests : IAsyncLifetime
{
    private readonly LakeErasure lake = new();

    private ErasureHost Host => lake.Host;

    private IObjectFailures Failures => lake.Failures;

    public Task InitializeAsync()
    {
        lake.Write("clicks/good.jsonl", LakeErasure.Mine + "\n{}\n");
        lake.Write("clicks/bad.jsonl", "{\"by\":\n");
        return lake.StartAsync(static root => new FolderObjectStore(root));
    }

    public async Task DisposeAsync() => await lake.DisposeAsync();

    [Fact]
    public async Task What_jobs_fail_at_is_one_entry_however_often_they_do()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure first = await AssertFailedAsync(id);
        Assert.Equal(("clicks", "clicks/bad.jsonl", "malformed-text", 1), (first.Mapper, first.Object, first.Code, first.Attempts));
        Assert.StartsWith("Line ", first.Detail, StringComparison.Ordinal);
        Assert.Contains("where the format is right", first.Detail, StringComparison.Ordinal);

        await Host.CommandAsync(erasures => erasures.RetryAsync(id, "lake", ErasureHost.Decision(), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        ObjectFailure second = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal((first.Id, 2, first.FirstSeen), (second.Id, second.Attempts, second.FirstSeen));
        Assert.True(second.LastSeen > first.LastSeen);
        Assert.NotEqual(first.JobId, second.JobId);
    }

    [Fact]
    public async Task A_mended_object_is_retried_from_the_list_and_leaves_it()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        lake.Write("clicks/bad.jsonl", LakeErasure.Mine + "\n");

        Assert.Equal(CommandResult.Accepted, await Failures.RetryAsync(failure.Id, ErasureHost.Decision("mended"), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(DomainState.Erased, (await LakeAsync(id)).State);
        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal("", lake.Read("clicks/bad.jsonl"));
    }

    [Fact]
    public async Task Nobody_is_tried_again_whom_the_object_doesnt_keep_waiting()
    {
        string waiting = await lake.RunAsync(LakeErasure.Person);
        Sealed<Subject> unknown = new(new Subject(new Dictionary<string, string> { ["userid"] = "u-1" }));
        string other = (await Host.ReceiveAsync(ErasureHost.Request("unused") with { Subject = unknown })).Id;
        await Host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(new Outcome.Failed(JobCodes.NoIdentifier, Retryable: false), (await LakeAsync(other)).Outcome);

        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        DomainProgress helped = await Host.DomainAsync(waiting, "lake"), left = await Host.DomainAsync(other, "lake");
        Assert.Equal((DomainState.Erased, 2, DomainState.Failed, 1), (helped.State, helped.Attempt, left.State, left.Attempt));
        Assert.DoesNotContain("lake/domain-retried", await Host.LedgerAsync(other));
    }

    [Fact]
    public async Task What_holds_nobody_is_wrong_with_no_mapper_as_long_as_it_stays_as_it_is()
    {
        await lake.RunAsync(LakeErasure.Person);
        ILakeWatch watch = Host.Engine.Services.GetRequiredService<ILakeWatch>();
        MapperProblem problem = Assert.Single(Assert.Single((await watch.LookAsync(default))!.Wrong).Problems);
        Assert.Equal(("malformed-text", "clicks/bad.jsonl"), (problem.Code, problem.Object?.Key));

        await lake.AcceptAsync(Assert.Single(await Failures.ListAsync(null, default).ToListAsync()), AcceptanceMeaning.HoldsNobody);
        Assert.True((await watch.LookAsync(default))!.IsRight);

        lake.Write("clicks/bad.jsonl", "{\"by\": broken again\n");
        Assert.False((await watch.LookAsync(default))!.IsRight);
    }

    [Fact]
    public async Task A_place_that_is_back_is_retried_from_the_list_too()
    {
        lake.Write("clicks/bad.jsonl", "{}\n");
        Directory.Move(lake.Folder["lake/clicks"], lake.Folder["away"]);
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Directory.Move(lake.Folder["away"], lake.Folder["lake/clicks"]);

        Assert.Equal(CommandResult.Accepted, await Failures.RetryAsync(failure.Id, ErasureHost.Decision("mounted again"), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(DomainState.Erased, (await LakeAsync(id)).State);
        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task An_object_that_is_gone_leaves_the_list_with_the_next_job()
    {
        await lake.RunAsync(LakeErasure.Person);
        File.Delete(lake.Folder["lake/clicks/bad.jsonl"]);

        await lake.RunAsync("user-somebody-else-2");

        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task What_was_dealt_with_lets_go_who_waits_and_nobody_who_comes_later()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);

        Assert.Equal(CommandResult.NoteNamesPerson, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith, ErasureHost.Decision($"{LakeErasure.Person} isn't in there")));
        Assert.Equal(CommandResult.InvalidDecision, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith, new HumanDecision(" ", "x")));
        Assert.Equal(CommandResult.NotFound, await lake.AcceptAsync(failure with { Id = new string('0', 32) }, AcceptanceMeaning.DealtWith));
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith, ErasureHost.Decision("cut it out by hand")));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(One(holdNobody: 0, dealtWith: 1), await LakeAsync(id));
        ObjectFailure kept = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal((2, "cut it out by hand"), (kept.Attempts, kept.Accepted?.Note));
        Assert.Equal("{\"by\":\n", lake.Read("clicks/bad.jsonl"));

        await AssertFailedAsync(await lake.RunAsync("user-somebody-else-3"));
    }

    [Fact]
    public async Task What_holds_nobody_is_named_as_not_searched_until_it_is_another()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(One(holdNobody: 1, dealtWith: 0), await LakeAsync(id));
        string later = await lake.RunAsync("user-somebody-else-2");
        Assert.Equal(Nothing(holdNobody: 1, dealtWith: 0), await LakeAsync(later));
        JsonNode report = (await Host.ReportAsync(later)).Domains.Single().Details!;
        JsonNode item = Assert.Single(report["objects"]!.AsArray())!;
        Assert.Equal(("Completed", "clicks/bad.jsonl", "NotSearched", "malformed-text"), ((string)report["state"]!, (string)item["key"]!, (string)item["state"]!, (string)item["code"]!));
        Assert.Equal((1, 0), ((int)report["totals"]!["objectsNotSearched"]!, (int)report["totals"]!["objectsFailed"]!));
        ObjectFailure kept = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal((1, AcceptanceMeaning.HoldsNobody), (kept.Attempts, kept.AcceptedAs));

        lake.Write("clicks/bad.jsonl", "{\"by\":\n{}\n");
        ObjectFailure again = await AssertFailedAsync(await lake.RunAsync("user-somebody-else-3"));
        Assert.Equal((failure.Id, 2, null), (again.Id, again.Attempts, again.Accepted));

        // Whoever looked at the one before has not seen this one.
        Assert.Equal(CommandResult.OtherVersion, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        Assert.Equal(CommandResult.OtherVersion, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith));
        Assert.Null((await Failures.GetAsync(failure.Id, default))!.Accepted);
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(again, AcceptanceMeaning.HoldsNobody));
    }

    [Fact]
    public async Task An_object_that_holds_somebody_before_what_is_malformed_does_not_hold_nobody()
    {
        lake.Write("clicks/bad.jsonl", $"{{\"by\":\"{LakeErasure.Person}\"}}\n{{\"by\":\n");
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);

        Assert.Equal(("malformed-text", true), (failure.Code, failure.HoldsMatches));
        Assert.Equal(CommandResult.WrongState, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));

        // Nor has somebody been dealt with who is still there.
        await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith);
        await Host.RunForAsync(TimeSpan.FromHours(2));
        await AssertFailedAsync(id);
        lake.Write("clicks/bad.jsonl", "{\"by\":\n");
        await Host.CommandAsync(erasures => erasures.RetryAsync(id, "lake", ErasureHost.Decision(), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));
        ObjectFailure cleaned = await AssertFailedAsync(id);
        await lake.AcceptAsync(cleaned, AcceptanceMeaning.DealtWith);
        await Host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(One(holdNobody: 0, dealtWith: 1), await LakeAsync(id));
    }

    [Fact]
    public async Task A_key_that_names_whom_a_later_job_is_about_is_withheld()
    {
        const string Named = "user-somebody-else-2";
        File.Move(lake.Folder["lake/clicks/bad.jsonl"], lake.Folder[$"lake/clicks/{Named}.jsonl"]);
        Assert.Equal($"clicks/{Named}.jsonl", (await AssertFailedAsync(await lake.RunAsync(LakeErasure.Person))).Object);

        Assert.DoesNotContain(Named, (await AssertFailedAsync(await lake.RunAsync(Named))).Object, StringComparison.Ordinal);
        Assert.DoesNotContain(Named, (await AssertFailedAsync(await lake.RunAsync("user-somebody-else-3"))).Object, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_in_which_somebody_was_found_does_not_hold_nobody()
    {
        Directory.CreateDirectory(lake.Folder["lake/clicks/_delta_log"]);
        lake.Write("clicks/_delta_log/00000000000000000000.json", "{}");
        File.Delete(lake.Folder["lake/clicks/bad.jsonl"]);
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);

        Assert.Equal(("managed-table", true), (failure.Code, failure.HoldsMatches));
        Assert.Equal(CommandResult.WrongState, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        Assert.Null((await Failures.GetAsync(failure.Id, default))!.Accepted);
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith));
        await Host.RunForAsync(TimeSpan.FromHours(2));
        await AssertFailedAsync(id);
    }

    [Fact]
    public async Task What_is_written_after_somebody_looked_was_not_dealt_with()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith);
        lake.Write("clicks/bad.jsonl", $"{{\"by\":\"{LakeErasure.Person}\"}}\n{{\"by\":\n");

        await Host.RunForAsync(TimeSpan.FromHours(2));

        await AssertFailedAsync(id);
        Assert.Null((await Failures.GetAsync(failure.Id, default))!.Accepted);
    }

    [Fact]
    public async Task What_patterns_leave_out_of_the_partition_of_the_person_may_be_dealt_with_and_does_not_hold_nobody()
    {
        Directory.CreateDirectory(lake.Folder[$"lake/clicks/by={LakeErasure.Person}/legal"]);
        File.Move(lake.Folder["lake/clicks/bad.jsonl"], lake.Folder[$"lake/clicks/by={LakeErasure.Person}/legal/kept.jsonl"]);
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);

        Assert.Equal(("left-out", true), (failure.Code, failure.HoldsMatches));
        Assert.Equal(CommandResult.WrongState, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith));
        await Host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(One(holdNobody: 0, dealtWith: 1), await LakeAsync(id));
    }

    [Fact]
    public async Task One_bad_object_is_one_mail_to_each_reader_until_somebody_decides()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Host.ReceiveAsync(ErasureHost.Request($"user-number-{i}"))));
        await Host.RunForAsync(TimeSpan.FromHours(2));
        string last = await lake.RunAsync(LakeErasure.Person);

        AssertTold(times: 1);
        ObjectFailure failure = await AssertFailedAsync(last);
        Assert.Contains($"/domains/lake#failure-{failure.Id}\n", Host.Mail.Mails.First(mail => mail.To == LakeErasure.Admin).Text, StringComparison.Ordinal);
        Assert.Equal(failure.Id, (await Host.ViewAsync(last)).Timeline.Single(entry => entry.Event == "domain-failed").Details!["failures"]);

        // In another version it is another failure.
        lake.Write("clicks/bad.jsonl", "{\"by\":\n{}\n");
        await lake.RunAsync("user-number-5");
        await lake.RunAsync("user-number-6");
        AssertTold(times: 2);

        // Who has it tried again wants to know.
        await Failures.RetryAsync(failure.Id, ErasureHost.Decision("mended, or so I thought"), default);
        await Host.RunForAsync(TimeSpan.FromHours(2));
        AssertTold(times: 3);

        await Host.CommandAsync(erasures => erasures.RetryAsync(last, "lake", ErasureHost.Decision(), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));
        AssertTold(times: 4);

        // Nobody has looked for whom comes after this one.
        await Host.CommandAsync(erasures => erasures.ResolveAsync(last, "lake", ErasureHost.Decision(), default));
        await lake.RunAsync("user-number-9");
        AssertTold(times: 5);
        await lake.AcceptAsync((await Failures.GetAsync(failure.Id, default))!, AcceptanceMeaning.DealtWith);
        await Host.RunForAsync(TimeSpan.FromHours(2));
        AssertTold(times: 5);
        await lake.RunAsync("user-number-7");
        await lake.RunAsync("user-number-8");
        AssertTold(times: 6);
    }

    [Fact]
    public async Task The_persons_last_mail_does_not_say_erased_for_what_was_not_searched()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        await lake.AcceptAsync(await AssertFailedAsync(id), AcceptanceMeaning.HoldsNobody);
        await Host.RunForAsync(TimeSpan.FromHours(2));

        MailMessage mail = Host.Mail.Mails.Last(mail => mail.To == ErasureHost.Requester);
        Assert.Equal("Your request to erase your data is done: what we did", mail.Subject);
        Assert.Contains("lake: Erased, and verified: 1 record in 1 file. 1 file could not be searched: one of our staff states that nobody's data are in there. Our software could not verify this.", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("bad.jsonl", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    private Task<ObjectFailure> AssertFailedAsync(string id) => lake.ExpectFailedAsync(id, "objects-failed");

    private void AssertTold(int times)
    {
        Assert.Equal(times, lake.TimesTold());
        Assert.Equal(times, Host.Mail.SubjectsTo("officer@example.org").Count(subject => subject.StartsWith("Erasure needs attention in domain lake", StringComparison.Ordinal)));
    }

    private static (DomainState, Outcome?) Nothing(long holdNobody, long dealtWith) =>
        (DomainState.NothingFound, new Outcome.NothingFound { NotSearched = new NotSearched(holdNobody, dealtWith) });

    /// <summary>The first attempt has erased it in the good object.</summary>
    private static (DomainState, Outcome?) One(long holdNobody, long dealtWith) =>
        (DomainState.Erased, new Outcome.Erased(1) { Objects = 1, NotSearched = new NotSearched(holdNobody, dealtWith) });

    private async Task<(DomainState State, Outcome? Outcome)> LakeAsync(string id)
    {
        DomainProgress domain = await Host.DomainAsync(id, "lake");
        return (domain.State, domain.Outcome);
    }
}
