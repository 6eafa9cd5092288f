using Erasure.Core.Operations;
using Erasure.Core.Reconciliation;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Core.Tests.Limits;

/// <summary>What goes on by itself goes on where the clock is set.</summary>
public sealed class SetClockTests
{
    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task Full_sweeps_go_on_in_their_time(int days)
    {
        ManualTimeProvider time = new();
        CountingReconciler reconciler = new();
        using ReconcilerLoop loop = new(reconciler, new OperationsConfiguration(), new SweepPulse(time), time, NullLogger<ReconcilerLoop>.Instance);
        await loop.StartAsync(default);
        await reconciler.SweptAsync(time, sweeps: 2);

        // A full sweep follows a small one: whether it did is seen at the next small one.
        time.SetClock(time.GetUtcNow().AddDays(days));
        await reconciler.SweptAsync(time, sweeps: 4);
        Assert.Equal(1, reconciler.FullSweeps);
        await reconciler.SweptAsync(time, sweeps: 20);
        Assert.Equal(2, reconciler.FullSweeps);
        await loop.StopAsync(default);
    }

    private sealed class CountingReconciler : IReconciler
    {
        private readonly SemaphoreSlim swept = new(0);
        private int sweeps;

        public int FullSweeps { get; private set; }

        /// <summary>Moves the clock on, minute by minute, until so many small sweeps have ended.</summary>
        public async Task SweptAsync(ManualTimeProvider time, int sweeps)
        {
            while (this.sweeps < sweeps)
            {
                if (this.sweeps > 0)
                {
                    time.Advance(TimeSpan.FromMinutes(1));
                }

                await swept.WaitAsync();
                this.sweeps++;
            }
        }

        public Task FinishIntakesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DeliverMailsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartJobsAsync(CancellationToken cancellationToken)
        {
            swept.Release();
            return Task.CompletedTask;
        }

        public Task WatchErasuresAsync(CancellationToken cancellationToken)
        {
            FullSweeps++;
            return Task.CompletedTask;
        }

        public Task RetireAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
