namespace Erasure.Aws.S3;

/// <summary>The object that is being read is no longer the one that was opened.</summary>
public sealed class SourceChangedException(S3Exception? inner = null) : IOException("The object is no longer the one that was opened; open it again.", inner);
