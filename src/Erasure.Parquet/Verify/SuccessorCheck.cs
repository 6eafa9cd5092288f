namespace Erasure.Parquet.Verify;

/// <summary>Lets a successor take its original's place if the verifier finds nothing wrong with it.</summary>
/// <param name="verifier">The verifier.</param>
/// <param name="edit">What the plan did, known once its segments were enumerated.</param>
internal sealed class SuccessorCheck(ParquetVerifier verifier, Func<CancellationToken, ValueTask<Edit>> edit) : ISuccessorCheck
{
    public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken)
    {
        VerificationReport report = await verifier.VerifyAsync(source, successor, await edit(cancellationToken), cancellationToken);
        if (!report.IsSound)
        {
            throw new RefusedException(RefusalCode.SuccessorDiffers, $"{CodeWords.Of(report.Problems[0].Code)}: {report.Problems[0].Message}");
        }
    }
}
