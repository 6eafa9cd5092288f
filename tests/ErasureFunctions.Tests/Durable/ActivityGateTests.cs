using ErasureFunctions.Durable;

namespace ErasureFunctions.Tests.Durable;

public sealed class ActivityGateTests
{
    private readonly ActivityGate gate = new(new Dictionary<string, int>(StringComparer.Ordinal) { ["FindInObject"] = 2, ["ForgetInObject"] = 1 });

    [Fact]
    public async Task So_many_of_a_name_run_and_the_next_one_when_one_ends()
    {
        IDisposable first = await EnterAsync("FindInObject");
        await EnterAsync("findInObject");
        Task<IDisposable> third = EnterAsync("FindInObject");

        Assert.False(third.IsCompleted);
        first.Dispose();
        await third.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(EnterAsync("FindInObject").IsCompleted);
    }

    [Fact]
    public async Task Names_have_nothing_to_do_with_one_another_and_others_have_no_limit()
    {
        await EnterAsync("ForgetInObject");

        Assert.True(EnterAsync("FindInObject").IsCompleted);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(EnterAsync("AskDomain").IsCompleted));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_turn()
    {
        using CancellationTokenSource stop = new();
        IDisposable first = await EnterAsync("ForgetInObject");
        Task<IDisposable> given = gate.EnterAsync("ForgetInObject", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Dispose();

        Assert.True(EnterAsync("ForgetInObject").IsCompleted);
    }

    private Task<IDisposable> EnterAsync(string activity) => gate.EnterAsync(activity, CancellationToken.None);
}
