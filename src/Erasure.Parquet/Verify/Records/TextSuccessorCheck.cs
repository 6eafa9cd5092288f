using Erasure.Parquet.Text;

namespace Erasure.Parquet.Verify.Records;

/// <summary>
/// Lets a text object's successor take its place if it is the original's text without whole records, each of which matches, and no record is left that does.
/// </summary>
/// <remarks>
/// Both sides are cut and read by a reader of its own, CSV a character at a time and JSON by <see cref="System.Text.Json.JsonDocument"/>; with what erased it shares
/// decompression only. A record that stays has to be there to the letter, and so has what stands between two records that stay. Where a rule makes
/// values equal that aren't, a record that went has to be equal loosely, and one that stays isn't to be equal exactly.
/// </remarks>
/// <param name="options">How the object is written.</param>
/// <param name="begin">Makes what cuts one side.</param>
/// <param name="predicate">What had to go.</param>
internal sealed class TextSuccessorCheck(TextEraserOptions options, Func<RecordJudge, RecordForm> begin, RowPredicate predicate) : ISuccessorCheck
{
    // bytes of memory for each of a long record: both texts at two bytes a character, and once more to read it
    private const int Times = 5;

    private readonly RecordJudge judge = RecordJudge.Of(predicate);

    /// <summary>The plan, with this check where it rewrites something.</summary>
    public static RewritePlan Demand(RewritePlan plan, TextEraserOptions options, Func<RecordJudge, RecordForm> begin, RowPredicate predicate) =>
        plan.IsNoop ? plan : plan with { Check = new TextSuccessorCheck(options, begin, predicate) };

    public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(source, successor, cancellationToken);
        }
        catch (Exception broken) when (broken is InvalidDataException or RefusedException { Code: not RefusalCode.SuccessorDiffers })
        {
            // The original was read to its end before.
            throw new RefusedException(RefusalCode.SuccessorDiffers, "The successor can't be read again.", broken);
        }
    }

    private async ValueTask CompareAsync(IByteSource source, Successor successor, CancellationToken cancellationToken)
    {
        RecentBlocks blocks = new(source);
        using RecordAllowance allowance = new(options.Memory, Times);
        await using RecordText original = await RecordText.OpenAsync(blocks, options, allowance, cancellationToken);
        await using RecordText left = await RecordText.OpenAsync(successor.Through(blocks), options, allowance, cancellationToken);
        Side before = new(original, begin(judge));
        Side after = new(left, begin(judge));
        if (await before.SkipMarkAsync(cancellationToken) != await after.SkipMarkAsync(cancellationToken))
        {
            throw Differs("has another byte order mark", 0);
        }

        bool isGapKept = true;
        for (long number = 1; await before.CutAsync(cancellationToken); number++)
        {
            bool stays = await after.CutAsync(cancellationToken) && after.Record.SequenceEqual(before.Record);
            if (stays && !HasGapOf(before, after, isGapKept))
            {
                throw Differs("has other text before a record that stays", number);
            }

            Judge(before, stays, number);
            before.Pass();
            if (stays)
            {
                after.Pass();
            }

            isGapKept = stays;
        }

        if (await after.CutAsync(cancellationToken))
        {
            throw Differs("has a record that the original doesn't have there", after.Records + 1);
        }

        if (!HasGapOf(before, after, isGapKept) || (after.End() && !before.End()))
        {
            throw Differs("ends otherwise", after.Records);
        }
    }

    private static bool HasGapOf(Side before, Side after, bool isKept) => isKept ? after.Gap.SequenceEqual(before.Gap) : after.IsFrame;

    private void Judge(Side side, bool stays, long number)
    {
        List<RecordField>? fields;
        try
        {
            fields = side.Read();
        }
        catch (FormatException)
        {
            if (!stays && !judge.MayGo(side.Decoded))
            {
                throw Differs("lacks a record that can't be read, and doesn't quote a match", number);
            }

            return;
        }

        if (fields is null)
        {
            if (!stays)
            {
                throw Differs("lacks a line that is no row", number);
            }
        }
        else if (stays && judge.HasToGo(fields))
        {
            throw Differs("still has a record that matches", number);
        }
        else if (!stays && !judge.MayGo(fields))
        {
            throw Differs("lacks a record that doesn't match", number);
        }
    }

    private static RefusedException Differs(string how, long number) => new(RefusalCode.SuccessorDiffers, $"Read again, the successor {how}: record {number} of the original.");

    /// <summary>A text and where in it the comparison is.</summary>
    private sealed class Side(RecordText text, RecordForm form)
    {
        private RecordCut? cut;

        public long Records { get; private set; }

        public ReadOnlySpan<char> Gap => text.Rest[..cut!.Value.Gap];

        public ReadOnlySpan<char> Record => text.Rest.Slice(cut!.Value.Gap, cut.Value.Length);

        public bool IsFrame => form.IsFrame(Gap);

        public string Decoded => text.Decode(Record);

        public List<RecordField>? Read() => form.Read(text, Record);

        public async ValueTask<bool> SkipMarkAsync(CancellationToken cancellationToken)
        {
            await text.HasAsync(3, cancellationToken);
            int length = text.Rest.StartsWith("\u00ef\u00bb\u00bf") ? 3 : text.Rest.StartsWith("\ufeff") ? 1 : 0;
            text.Skip(length);
            return length > 0;
        }

        public async ValueTask<bool> CutAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecordCut found = cut ?? default;
            while (cut is null && !form.TryCut(text.Rest, text.IsEnd, out found))
            {
                if (!await text.FillAsync(cancellationToken) && !form.TryCut(text.Rest, text.IsEnd, out found))
                {
                    throw new RefusedException(RefusalCode.MalformedText, "A record doesn't end.");
                }
            }

            cut = found;
            return found.Length > 0;
        }

        public void Pass()
        {
            form.Pass(Gap, Record);
            text.Skip(cut!.Value.End);
            cut = null;
            Records++;
        }

        /// <returns>What stands between the records isn't as it has to be.</returns>
        public bool End()
        {
            form.Pass(Gap, []);
            return form.IsBroken;
        }
    }
}
