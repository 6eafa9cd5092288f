namespace Erasure.Aws.S3.Parts;

/// <summary>What becomes of one copied range, and of the ranges before it.</summary>
/// <param name="Before">The choices before, newest first.</param>
/// <param name="IsPart">It becomes a part of its own; otherwise it is uploaded with its neighbours.</param>
/// <param name="FromLeft">Bytes that the upload before it takes from the end of the last range that became a part.</param>
/// <param name="FromRight">Bytes that the upload before it takes from this range's beginning.</param>
internal sealed record PartChoice(PartChoice? Before, bool IsPart, long FromLeft, long FromRight)
{
    /// <summary>The choices in the order in which they were made.</summary>
    public static Stack<PartChoice> InOrder(PartChoice? last)
    {
        Stack<PartChoice> choices = [];
        for (PartChoice? choice = last; choice is not null; choice = choice.Before)
        {
            choices.Push(choice);
        }

        return choices;
    }
}
