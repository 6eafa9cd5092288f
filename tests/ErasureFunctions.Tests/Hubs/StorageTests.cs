using System.Reflection;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Core.Tests.Deletion.Queries;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Tests.Engine;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Tests of orchestrations with their hub in Azure's storage, as Microsoft's provider keeps it. Each step there takes the storage some ten round trips, so of each class those that tell most.</summary>
public sealed class StorageTests
{
    /// <summary>Class, test and its arguments.</summary>
    public static TheoryData<Type, string, object?[]> Tests => new()
    {
        { typeof(OrchestrationTests), nameof(OrchestrationTests.Events_are_kept_until_somebody_waits_and_arrive_in_order), [false] },
        { typeof(OrchestrationTests), nameof(OrchestrationTests.Continuing_as_new_keeps_unread_events_and_empties_the_history), [false] },
        { typeof(OrchestrationTests), nameof(OrchestrationTests.Failed_activities_are_tried_again_on_durable_timers), [false] },
        { typeof(OrchestrationTests), nameof(OrchestrationTests.A_race_cancels_the_timer_that_loses), [false] },
        { typeof(OrchestrationTests), nameof(OrchestrationTests.An_instance_does_not_continue_as_new_while_an_activity_is_pending), [] },
        { typeof(WalkTests), nameof(WalkTests.A_synchronous_domain_is_done_at_once), [] },
        { typeof(CommandTests), nameof(CommandTests.Events_that_are_no_commands_change_nothing), [] },
        { typeof(KilledTests), nameof(KilledTests.A_domain_whose_orchestration_is_terminated_has_failed_and_can_be_retried), [] },
        { typeof(MissingPartTests), nameof(MissingPartTests.A_retry_that_found_nobody_is_made_up_for), [] },
        { typeof(CanceledQueryTests), nameof(CanceledQueryTests.A_job_that_waits_for_a_query_is_canceled_at_once), [1, false] },
        { typeof(JobProgressTests), nameof(JobProgressTests.Nothing_is_said_of_time_before_it_is_known), [] },
        { typeof(LostJobTests), nameof(LostJobTests.A_listing_or_batch_that_is_lost_begins_again), ["Forget:0"] },
    };

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task On_Azures_storage(Type type, string test, object?[] arguments)
    {
        TestHub.UseStorage();
        object tests = Activator.CreateInstance(type)!;
        try
        {
            await (tests is IAsyncLifetime begun ? begun.InitializeAsync() : Task.CompletedTask);
            await (Task)type.GetMethod(test)!.Invoke(tests, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
        }
        finally
        {
            await (tests is IAsyncLifetime ended ? ended.DisposeAsync() : Task.CompletedTask);
            (tests as IDisposable)?.Dispose();
        }
    }
}
