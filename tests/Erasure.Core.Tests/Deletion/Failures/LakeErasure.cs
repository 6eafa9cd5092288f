using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Erasures;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>Erasures whose one domain is a lake with one mapper, <c>clicks</c>, in a folder of its own.</summary>
internal sealed class LakeErasure : IAsyncDisposable
{
    public const string Person = "user-7f3a9c51e2d84b06";
    public const string Admin = "lake-admin@example.org";
    public const string Mine = $$"""{"by":"{{Person}}"}""";

    private ErasureHost? host;

    public TempFolder Folder { get; } = new();

    public ErasureHost Host => host!;

    public IObjectFailures Failures => Host.Engine.Services.GetRequiredService<IObjectFailures>();

    public async Task StartAsync(Func<string, IObjectStore> store)
    {
        ErasureConfiguration configuration = ErasureHost.Configure("lake") with
        {
            Lake = new LakeConfiguration
            {
                Folder = Directory.CreateDirectory(Folder["lake"]).FullName,
                Mappers = [JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { Exclude = ["**/legal/**"] }],
            },
        };
        host = await ErasureHost.StartAsync(configuration, services =>
        {
            services.AddSingleton(store(Folder["lake"]));
            services.AddSingleton<IConnectors>(provider => new ConfiguredConnectors(configuration.Domains, _ => new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));
        });
    }

    public void Write(string key, string text) => JobWorld.Write(Folder.Path, key, text);

    public string Read(string key) => JobWorld.Read(Folder.Path, key);

    /// <summary>Asks for a person's erasure, and lets a job of it end.</summary>
    public async Task<string> RunAsync(string person)
    {
        string id = (await Host.ReceiveAsync(ErasureHost.Request(person))).Id;
        await Host.RunForAsync(TimeSpan.FromHours(2));
        return id;
    }

    public Task<CommandResult> AcceptAsync(ObjectFailure failure, AcceptanceMeaning means, HumanDecision? decision = null) =>
        Failures.AcceptAsync(failure.Id, new Acceptance(decision ?? ErasureHost.Decision(), means, failure.ListedVersion), default);

    /// <summary>The lake has failed for the one entry of the list.</summary>
    public async Task<ObjectFailure> ExpectFailedAsync(string id, string code)
    {
        DomainProgress lake = await Host.DomainAsync(id, "lake");
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(lake.Outcome);
        Assert.Equal((DomainState.Failed, code, failure.Id), (lake.State, failed.Code, Assert.Single(failed.Failures!)));
        return failure;
    }

    /// <summary>How often its admin was mailed that it has failed.</summary>
    public int TimesTold() => Host.Mail.SubjectsTo(Admin).Count(subject =>
        subject.StartsWith("Erasure failed", StringComparison.Ordinal) && subject.EndsWith(": your action is needed (lake)", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Folder.Dispose();
    }
}
