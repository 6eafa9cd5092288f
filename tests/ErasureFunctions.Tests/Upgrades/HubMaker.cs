using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;
using ErasureFunctions.Tests.Hubs;

namespace ErasureFunctions.Tests.Upgrades;

/// <summary>Drives the app's workflows on Azure's storage into every situation that needs no passing of days, kills them there, and leaves storage, records and lake in a folder.</summary>
internal static class HubMaker
{
    public static async Task MakeAsync(string folder)
    {
        for (int number = 0; number < HubWorld.Objects; number++)
        {
            JobWorld.Write(folder, $"clicks/{number}.csv", $"id,user_id\n1,{HubWorld.UserOf("lake")}\n2,u-other\n");
        }

        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int replaced = 0;
        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnSubmit = AnswerOf;
        using AzureStorage storage = await AzureStorage.StartAsync(Directory.CreateDirectory(Path.Combine(folder, "azurite")).FullName);
        TaskHub hub = await storage.OpenAsync(HubWorld.Hub);
        await using (HubWorld world = await HubWorld.StartAsync(folder, hub, domains, async _ =>
        {
            if (Interlocked.Increment(ref replaced) > 2)
            {
                reached.TrySetResult();
                await new TaskCompletionSource().Task;
            }
        }))
        {
            foreach ((string story, string[] asked) in HubStories.Domains)
            {
                ids[story] = await world.FileAsync(story, asked);
            }

            await world.UntilAsync(ids["ended"], view => view.Erasure.IdentifiersDestroyedAt is not null);
            await world.UntilAsync(ids["refused"], view => view.Erasure.State == ErasureState.ActionRequired);
            await world.UntilAsync(ids["polling"], view => view.Domains[1].Checks > 1);
            await world.UntilAsync(ids["canceling"], view => view.Domains[0].State == DomainState.Submitted);
            await domains.Silence.WaitAsync(TimeSpan.FromMinutes(1));
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await StateArchive.WriteAsync(folder, new SavedHub { At = TimeProvider.System.GetUtcNow(), Ids = ids, Delivered = [.. world.Mail.Mails.Select(mail => mail.MessageId)] });
        }

        await RaiseAsync(hub, ids["canceling"], new ErasureCommand.Cancel(new HumanDecision("Kim Doe", "withdrawn")));
    }

    // As the app's client puts it into the hub; nobody is there to read it.
    private static Task RaiseAsync(TaskHub hub, string instance, ErasureCommand command) => hub.Client.SendTaskOrchestrationMessageAsync(new TaskMessage
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = instance },
        Event = new EventRaisedEvent(-1, JsonSerializer.Serialize(command, DurableJson.Options)) { Name = ErasureCommand.EventName },
    });

    private static StubAnswer AnswerOf(string domain, string user) => domain switch
    {
        "archive" or "slow" => StubAnswer.Pending,
        "orders" => StubAnswer.Refused,
        _ when user == HubWorld.UserOf("asked") => StubAnswer.Silent,
        _ => StubAnswer.Erased,
    };
}
