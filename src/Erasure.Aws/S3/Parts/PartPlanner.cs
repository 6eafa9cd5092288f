using Erasure.Parquet;

namespace Erasure.Aws.S3.Parts;

/// <summary>Cuts a rewrite plan into the parts of a multipart upload, such that the fewest bytes travel.</summary>
/// <remarks>
/// A written piece is mostly far shorter than the 5 MiB that a part must have. So it takes bytes from the copies beside it,
/// and a copy that is too short for a part of its own is uploaded too. Which way is cheapest depends on what follows; so all
/// ways that may still turn out the cheapest are kept, and parts are made as soon as one way is left: a copy of three times
/// the minimum, or a minimum's worth of written bytes, always leaves one. Where that takes longer than
/// <see cref="PartLimits.Window"/> or some hundred pieces, the way that is cheapest so far is taken, so that memory stays bounded.
/// Where an object has so many parts that 10,000 might not do, the minimum grows with what is left.
/// </remarks>
internal sealed class PartPlanner(PartLimits limits, long sourceLength)
{
    private const int MostStates = 64;
    private const int MostPieces = 512;

    private readonly PartAssembler assembler = new(limits);
    private readonly List<Segment> window = [];
    private List<PlanState> states = [new(0, 0, 0, null)];
    private Segment.Copy? open;
    private long windowBytes;
    private long min = limits.Min;

    /// <summary>Takes the next segment; its bytes are copied.</summary>
    /// <returns>The parts that are decided by it.</returns>
    public IEnumerable<Part> Add(Segment segment)
    {
        switch (segment)
        {
            case { Length: 0 }:
                break;
            case Segment.Copy next when open is not null && open.Offset + open.Count == next.Offset:
                open = open with { Count = open.Count + next.Count };
                break;
            case Segment.Copy next:
                CloseRange();
                open = next;
                break;
            case Segment.Write write:
                CloseRange();
                window.Add(new Segment.Write(write.Bytes.ToArray()));
                windowBytes += write.Length;
                Step(state => [state.Write(write.Length, min)]);
                break;
        }

        return Take();
    }

    /// <summary>Nothing follows.</summary>
    /// <returns>The parts that are left; an empty object is one empty upload.</returns>
    public IEnumerable<Part> Complete()
    {
        if (open is { } last)
        {
            window.Add(last);
            Step(state => [state.Upload(last.Count, min), state.Copy(last.Count, least: limits.HasShortEnd ? 1 : min, min)], settle: false);
        }

        Settle(states.MinBy(static state => state.Cost)!);
        assembler.Complete(min);
        return Take();
    }

    private void CloseRange()
    {
        if (open is not { } range)
        {
            return;
        }

        open = null;
        window.Add(range);
        bool longEnough = range.Count >= 3 * min;
        Step(state => [longEnough ? null : state.Upload(range.Count, min), state.Copy(range.Count, least: min, min)]);
    }

    private void Step(Func<PlanState, PlanState?[]> ways, bool settle = true)
    {
        List<PlanState> next = [];
        foreach (PlanState state in states.SelectMany(ways).OfType<PlanState>().OrderBy(static state => state.Cost).ThenByDescending(static state => state.Surplus))
        {
            if (next.Count < MostStates && !next.Exists(better => better.Dominates(state)))
            {
                next.Add(state);
            }
        }

        states = next;
        if (settle && (states.Count == 1 || windowBytes > limits.Window || window.Count > MostPieces))
        {
            Settle(states[0]);
        }
    }

    /// <summary>Carries out what one state says, and goes on from there.</summary>
    private void Settle(PlanState state)
    {
        Stack<PartChoice> choices = PartChoice.InOrder(state.Choices);
        foreach (Segment piece in window)
        {
            if (piece is Segment.Copy range && choices.Pop() is { IsPart: true } choice)
            {
                assembler.Copy(range, choice);
            }
            else
            {
                assembler.Upload(piece, min);
            }
        }

        window.Clear();
        windowBytes = 0;
        if (assembler.Count > limits.Count / 2)
        {
            long left = Math.Max(0, sourceLength - assembler.Bytes);
            min = Math.Max(limits.Min, (left / Math.Max(1, limits.Count - (limits.Count / 100) - assembler.Count)) + 1);
        }

        states = [assembler.State(min)];
    }

    private List<Part> Take()
    {
        List<Part> parts = [.. assembler.Done];
        assembler.Done.Clear();
        return parts;
    }
}
