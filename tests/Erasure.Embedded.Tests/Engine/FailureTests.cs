using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Tests.Engine;

public sealed class FailureTests : EngineTests
{
    [Fact]
    public async Task A_failure_keeps_its_type_and_message_and_no_stack_trace()
    {
        Catalog
            .Activity("Bad", int (Nothing _) => throw new InvalidOperationException("it broke"))
            .Orchestrator("Call", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>("Bad"));
        await StartAsync();

        TaskFailureDetails failure = (await RunAsync("Call")).FailureDetails!;

        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Equal(typeof(InvalidOperationException).FullName, failure.InnerFailure!.ErrorType);
        Assert.Equal("it broke", failure.InnerFailure.ErrorMessage);
        Assert.Null(failure.StackTrace ?? failure.InnerFailure.StackTrace);
        Assert.DoesNotContain(Loggers.Lines, static line => line.Contains("it broke", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_library_says_of_a_failure_is_not_kept_since_it_may_quote_data()
    {
        Catalog
            .Activity("Parse", (string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
            .Orchestrator("Call", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>("Parse", "ada@example.org"));
        await StartAsync();

        TaskFailureDetails failure = (await RunAsync("Call")).FailureDetails!.InnerFailure!;

        Assert.Equal(typeof(FormatException).FullName, failure.ErrorType);
        Assert.DoesNotContain("ada", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(Loggers.Lines, static line => line.Contains("ada", StringComparison.Ordinal));
    }
}
