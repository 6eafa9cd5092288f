using Erasure.Aws.Tests.Servers;

namespace Erasure.Aws.Tests.S3;

/// <summary>The way a server without conditions takes: a checked write on a versioned bucket.</summary>
[Collection(CephTests.Name)]
public sealed class VersionedFallbackTests(CephFixture ceph) : S3ObjectStoreContract(ceph, strict: false, versioned: true);

/// <summary>The way AWS takes on a bucket without versions.</summary>
[Collection(CephTests.Name)]
public sealed class ConditionalTests(CephFixture ceph) : S3ObjectStoreContract(ceph, strict: true, versioned: false);

/// <summary>The way AWS takes on a bucket with versions.</summary>
[Collection(CephTests.Name)]
public sealed class ConditionalVersionedTests(CephFixture ceph) : S3ObjectStoreContract(ceph, strict: true, versioned: true);
