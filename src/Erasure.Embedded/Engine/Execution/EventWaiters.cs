using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>External events and those who wait for them, with Durable Task's rules: the latest waiter is served first, and one that was canceled still swallows an event.</summary>
internal sealed class EventWaiters
{
    private readonly Dictionary<string, Stack<Waiter>> waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<HistoryEvent> unread = [];

    /// <summary>Somebody waits who wasn't canceled.</summary>
    public bool AnyLive
    {
        get
        {
            foreach (Stack<Waiter> stack in waiters.Values)
            {
                foreach (Waiter waiter in stack)
                {
                    if (!waiter.IsDone)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    /// <summary>Events nobody has waited for yet, in order of arrival.</summary>
    public IReadOnlyList<HistoryEvent> Unread => [.. unread];

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        var waiter = new Waiter<T>(name);
        for (LinkedListNode<HistoryEvent>? node = unread.First; node is not null; node = node.Next)
        {
            if (string.Equals(node.Value.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                unread.Remove(node);
                waiter.Deliver(node.Value.Payload);
                return waiter.Task;
            }
        }

        if (!waiters.TryGetValue(name, out Stack<Waiter>? stack))
        {
            waiters.Add(name, stack = new Stack<Waiter>());
        }

        stack.Push(waiter);
        waiter.CancelWith(cancellationToken);
        return waiter.Task;
    }

    public void Raise(HistoryEvent raised)
    {
        if (waiters.TryGetValue(raised.Name!, out Stack<Waiter>? stack) && stack.TryPop(out Waiter? waiter))
        {
            waiter.Deliver(raised.Payload);
        }
        else
        {
            unread.AddLast(raised);
        }
    }

    /// <summary>Puts an event by for whoever comes to wait later, even where somebody waits now.</summary>
    public void Keep(HistoryEvent raised) => unread.AddLast(raised);

    private abstract class Waiter
    {
        public abstract bool IsDone { get; }

        public abstract void Deliver(string? payload);
    }

    private sealed class Waiter<T>(string name) : Waiter
    {
        private readonly TaskCompletionSource<T> completion = new();

        public override bool IsDone => completion.Task.IsCompleted;

        public Task<T> Task => completion.Task;

        public override void Deliver(string? payload)
        {
            T value;
            try
            {
                value = DurableDataConverter.Instance.Deserialize<T>(payload)!;
            }
            catch (InvalidOperationException)
            {
                completion.TrySetException(new InvalidOperationException($"The payload of event '{name}' isn't a {typeof(T).Name}."));
                return;
            }

            completion.TrySetResult(value);
        }

        public void CancelWith(CancellationToken cancellationToken) =>
            cancellationToken.Register(() => completion.TrySetCanceled(cancellationToken));
    }
}
