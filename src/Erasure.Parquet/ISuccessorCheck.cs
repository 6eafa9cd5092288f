namespace Erasure.Parquet;

/// <summary>Decides whether a successor may take its source's place.</summary>
public interface ISuccessorCheck
{
    /// <summary>Returns where it may.</summary>
    /// <exception cref="RefusedException">It may not, as <see cref="RefusalCode.SuccessorDiffers"/> or <see cref="RefusalCode.SecondOpinionDiffers"/>: the source is to stay as it is.</exception>
    ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken);
}
