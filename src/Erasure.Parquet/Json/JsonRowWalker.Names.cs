using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <content>Which names count, and what can't be compared by them.</content>
internal sealed partial class JsonRowWalker
{
    /// <summary>Names that differ only by case: the exact one counts; without it none of several does, and that is told once.</summary>
    private bool Counts(ReadOnlySpan<byte> json, Found one, Range all)
    {
        if (one.Exact)
        {
            return true;
        }

        bool isAlone = true;
        for (int i = all.Start.Value; i < all.End.Value; i++)
        {
            Found other = found[i];
            if (other.Path != one.Path || other.Next != one.Next || Name(json, other).SequenceEqual(Name(json, one)))
            {
                continue;
            }

            if (other.Exact)
            {
                hasOtherNames |= !IsNamedItself(one, all);
                return false;
            }

            isAlone = false;
        }

        if (!isAlone)
        {
            Report(MatchProblemCode.ColumnAmbiguous, one.Path);
        }

        return isAlone;
    }

    /// <summary>Another path asks for the property by its exact name: what stands there is no other spelling of this one's.</summary>
    private bool IsNamedItself(Found one, Range all)
    {
        for (int i = all.Start.Value; i < all.End.Value && !one.Exact; i++)
        {
            if (found[i].Exact && found[i].Property == one.Property && found[i].Next == one.Next)
            {
                return true;
            }
        }

        return false;
    }

    private void Report(MatchProblemCode code, int path)
    {
        if (reported.Add((code, path)))
        {
            ColumnQuestion column = questions.Columns[path];
            problems.Add(new MatchProblem(code, column.Path, "json", column.Ordinal));
        }
    }

    /// <summary>Answers once more, whatever the case of names.</summary>
    private bool Doubt(ReadOnlySpan<byte> row, List<JsonProperty> properties)
    {
        isDoubting = true;
        doubts.BeginRow();
        Follow(row, properties);
        isDoubting = false;
        return doubts.EndRow();
    }

    /// <summary>An identifier that is an object can't be compared, unless a path leads on into it.</summary>
    private void TellOfObject(ReadOnlySpan<byte> json, int from, int to)
    {
        if (isCounting || isDoubting || json[JsonText.SkipSpace(json, 1)] == '}')
        {
            return;
        }

        bool leadsOn = false;
        for (int i = from; i < to; i++)
        {
            leadsOn |= found[i].Next <= paths[found[i].Path].Length;
        }

        for (int i = from; i < to && !leadsOn; i++)
        {
            Report(MatchProblemCode.ColumnNotPrimitive, found[i].Path);
        }
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> json, Found one) => json.Slice(one.Property.NameStart, one.Property.NameLength);
}
